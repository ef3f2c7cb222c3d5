package dev.keyturn.iam;

import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import java.time.Instant;
import java.util.Optional;

/// An access key that may sign requests, with whom it stands for. Its secret cannot print itself.
///
/// @param expires the first instant at which a session's key no longer holds; empty for a key that
///   holds until it is deleted
public record Credential(
    String accessKeyId,
    SecretValue secretAccessKey,
    Principal principal,
    boolean active,
    Optional<Instant> expires) {

  /// A key that does not expire.
  public Credential(
      String accessKeyId, SecretValue secretAccessKey, Principal principal, boolean active) {
    this(accessKeyId, secretAccessKey, principal, active, Optional.empty());
  }

  /// Whether its time is over.
  public boolean isExpired(Instant now) {
    return expires.isPresent() && !now.isBefore(expires.get());
  }
}
