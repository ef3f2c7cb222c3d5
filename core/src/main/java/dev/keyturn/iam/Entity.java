package dev.keyturn.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the identity store holds under a name. The id is unique for ever: whoever makes a name
/// again does not inherit what the former bearer had.
public sealed interface Entity permits Entity.Bounded, Entity.Grantee, Entity.Tagged {

  /// The unique id, such as `AIDA…`.
  String id();

  /// The name, as it was given; unique in the account, ignoring case.
  String name();

  /// `/`, or a path such as `/teams/red/`.
  String path();

  /// When it was made.
  Instant created();

  /// What policies can be given to.
  ///
  /// @param <E> itself
  sealed interface Grantee<E> extends Entity permits Group, Role, User {
    /// The policies that it has.
    Grants grants();

    /// The same with other policies.
    E with(Grants grants);
  }

  /// What can be limited by a permissions boundary.
  ///
  /// @param <E> itself
  sealed interface Bounded<E> extends Entity permits Role, User {
    /// The ARN of the managed policy that limits it.
    Optional<String> boundary();

    /// The same with this boundary.
    E bounded(Optional<String> policyArn);
  }

  /// What carries tags.
  ///
  /// @param <E> itself
  sealed interface Tagged<E> extends Entity permits ManagedPolicy, Role, User {
    /// The tags, by their keys.
    Map<String, String> tags();

    /// The same with these tags.
    E tagged(Map<String, String> tags);
  }

  /// The policies of one bearer.
  ///
  /// @param inline documents by the names of the policies
  /// @param attached the ARNs of managed policies, in order
  record Grants(Map<String, String> inline, List<String> attached) {
    static final Grants NONE = new Grants(Map.of(), List.of());

    public Grants {
      inline = Sorted.copyOf(inline);
      attached = attached.stream().sorted().toList();
    }
  }
}
