package dev.keyturn.function;

import dev.keyturn.key.SecretValue;
import java.util.Optional;

/// What a rotation function is called with. The first four members are AWS's event; the journal is
/// for built-in functions only.
///
/// @param secretArn the secret, always as its full ARN
/// @param token the version being made; the same for all steps and all retries of one rotation
/// @param rotationToken proves that a caller of PutSecretValue acts for this rotation; secret
public record RotationEvent(
    Step step, String secretArn, String token, SecretValue rotationToken, Journal journal) {

  /// What the engine's record knows about earlier attempts.
  ///
  /// @param setMayHaveBegun whether an earlier attempt may have sent the target a changing
  ///   statement: only then may a function probe the target with the pending credential, because
  ///   servers count failed log-ins
  /// @param abandonedVersion for [Step#SETTLE_SECRET]: the version that the target may hold instead
  ///   of AWSCURRENT's
  /// @param superuserArn the `masterarn` that was checked and pinned when the rotation was turned
  ///   on
  public record Journal(
      boolean setMayHaveBegun, Optional<String> abandonedVersion, Optional<String> superuserArn) {}
}
