package dev.keyturn.iam;

import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Session;
import dev.keyturn.key.SecretValue;
import java.time.Instant;
import java.util.Optional;

/// An access key that may sign requests, with whom it stands for. Its secret cannot print itself.
///
/// @param expires the first instant at which a session's key no longer holds; empty for a key that
///   holds until it is deleted
/// @param session what the session of such a key was begun with
public record Credential(
    String accessKeyId,
    SecretValue secretAccessKey,
    Principal principal,
    boolean active,
    Optional<Instant> expires,
    Optional<Session> session) {

  /// A key that does not expire.
  public Credential(
      String accessKeyId, SecretValue secretAccessKey, Principal principal, boolean active) {
    this(accessKeyId, secretAccessKey, principal, active, Optional.empty(), Optional.empty());
  }

  /// A key that may expire.
  public Credential(
      String accessKeyId,
      SecretValue secretAccessKey,
      Principal principal,
      boolean active,
      Optional<Instant> expires) {
    this(accessKeyId, secretAccessKey, principal, active, expires, Optional.empty());
  }

  /// The key of a session.
  static Credential of(
      Session session, String accessKeyId, SecretValue secret, Principal principal) {
    return new Credential(
        accessKeyId, secret, principal, true, Optional.of(session.expires()), Optional.of(session));
  }

  /// The same key, standing for this principal.
  Credential standingFor(Principal whom) {
    return new Credential(accessKeyId, secretAccessKey, whom, active, expires, session);
  }

  /// Whether its time is over.
  public boolean isExpired(Instant now) {
    return expires.isPresent() && !now.isBefore(expires.get());
  }
}
