package dev.keyturn.iam;

import java.time.Instant;
import java.util.Optional;

/// Where the check of a signature finds access keys. Thread-safe; called for every request, so it
/// answers from memory where it can.
@FunctionalInterface
public interface CredentialSource {

  /// The access key with this id, active or not, expired or not; empty when there is none.
  ///
  /// @param sessionToken the token that came with the request: a session's key exists only together
  ///   with the token that it was given out with, and any other key only without one
  Optional<Credential> find(String accessKeyId, Optional<String> sessionToken);

  /// Notes that a request was signed with an access key.
  default void noteUse(String accessKeyId, Instant at, String service, String region) {}
}
