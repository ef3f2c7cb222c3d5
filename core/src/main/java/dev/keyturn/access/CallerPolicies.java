package dev.keyturn.access;

import dev.keyturn.identity.Arn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the house of identities says about a caller.
///
/// @param role the ARN of the role, with its path, whose session the caller is
/// @param identity the policies of the user and of its groups, or of the role
/// @param session the session's own policies; none of them is needed when there are none at all
/// @param tags of the user, or of the role and its session
public record CallerPolicies(
    Optional<Arn> role,
    List<NamedPolicy> identity,
    Optional<NamedPolicy> boundary,
    List<NamedPolicy> session,
    Map<String, String> tags) {

  /// Nothing is attached.
  public static final CallerPolicies NONE =
      new CallerPolicies(Optional.empty(), List.of(), Optional.empty(), List.of(), Map.of());

  public CallerPolicies {
    identity = List.copyOf(identity);
    session = List.copyOf(session);
    tags = Map.copyOf(tags);
  }
}
