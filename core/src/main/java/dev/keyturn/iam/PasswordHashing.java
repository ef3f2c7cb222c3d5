package dev.keyturn.iam;

import dev.keyturn.key.SecretValue;

/// The port to the function that makes passwords expensive to guess. Thread-safe.
public interface PasswordHashing {

  /// A salted hash that names its own parameters.
  String hash(SecretValue password);

  /// Whether this is the password that was hashed.
  boolean matches(SecretValue password, String hash);
}
