package dev.keyturn.identity;

import dev.keyturn.identity.Caller.RotationScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a session was begun with, beside the principal that it acts for. It limits the session and
/// describes it; it never gives a right.
///
/// @param expires the first instant at which it no longer holds
/// @param policies documents of session policies
/// @param policyArns managed policies that are session policies
/// @param tags those given with the session, and those handed on from the one before
/// @param transitive the keys of tags that are handed on to roles assumed from this session
/// @param rotation the one rotation that the session of a user's function serves now: it may touch
///   no other secrets
public record Session(
    Instant began,
    Instant expires,
    List<String> policies,
    List<String> policyArns,
    Map<String, String> tags,
    Set<String> transitive,
    Optional<String> sourceIdentity,
    Optional<RotationScope> rotation) {

  public Session {
    policies = List.copyOf(policies);
    policyArns = List.copyOf(policyArns);
    tags = Map.copyOf(tags);
    transitive = Set.copyOf(transitive);
  }

  /// A session without anything of its own.
  public static Session plain(Instant began, Instant expires) {
    return new Session(
        began,
        expires,
        List.of(),
        List.of(),
        Map.of(),
        Set.of(),
        Optional.empty(),
        Optional.empty());
  }

  /// The same session, serving this.
  public Session serving(Optional<RotationScope> scope) {
    return new Session(
        began, expires, policies, policyArns, tags, transitive, sourceIdentity, scope);
  }
}
