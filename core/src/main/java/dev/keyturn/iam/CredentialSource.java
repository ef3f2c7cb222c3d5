package dev.keyturn.iam;

import java.util.Optional;

/// Where the check of a signature finds access keys. Thread-safe; called for every request, so it
/// answers from memory where it can.
@FunctionalInterface
public interface CredentialSource {

  /// The access key with this id, active or not; empty when there is none.
  Optional<Credential> find(String accessKeyId);
}
