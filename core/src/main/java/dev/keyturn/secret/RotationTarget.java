package dev.keyturn.secret;

import java.util.Optional;

/// What the service itself reads in the JSON of AWSCURRENT. It holds no secret.
///
/// @param address `host:port` of the target, in small letters; empty when the JSON names no host
/// @param superuser the `masterarn`
public record RotationTarget(Optional<String> address, Optional<String> superuser) {

  /// Nothing is known of the target.
  public static final RotationTarget UNKNOWN =
      new RotationTarget(Optional.empty(), Optional.empty());

  /// Finds the target of a secret. Thread-safe.
  @FunctionalInterface
  public interface Reader {
    /// [#UNKNOWN] when there is no JSON to read, or its key cannot be used.
    RotationTarget read(Stored secret);
  }
}
