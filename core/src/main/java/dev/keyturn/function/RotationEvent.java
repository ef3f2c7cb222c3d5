package dev.keyturn.function;

import dev.keyturn.key.SecretValue;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// What a rotation function is called with. The first four members are AWS's event; the journal is
/// for built-in functions only.
///
/// @param secretArn the secret, always as its full ARN
/// @param token the version being made; the same for all steps and all retries of one rotation
/// @param rotationToken proves that a caller of PutSecretValue acts for this rotation; secret
public record RotationEvent(
    Step step, String secretArn, String token, SecretValue rotationToken, Journal journal) {

  /// AWS's event, and nothing else. Secret, because it holds the RotationToken.
  public SecretValue json() {
    JsonMapper mapper = JsonMapper.shared();
    return SecretValue.ofString(
        mapper.writeValueAsString(
            mapper
                .createObjectNode()
                .put("Step", step.wireName())
                .put("SecretId", secretArn)
                .put("ClientRequestToken", token)
                .put("RotationToken", rotationToken.revealString())));
  }

  /// What the engine's record knows about earlier attempts.
  ///
  /// @param setMayHaveBegun whether an earlier attempt may have sent the target a changing
  ///   statement: only then may a function probe the target with the pending credential, because
  ///   servers count failed log-ins
  /// @param settling for [Step#SETTLE_SECRET]: what the target is to be brought to
  /// @param superuserArn the `masterarn` that was checked and pinned when the rotation was turned
  ///   on
  public record Journal(
      boolean setMayHaveBegun, Optional<Settling> settling, Optional<String> superuserArn) {}

  /// What a target is to be brought to.
  ///
  /// @param goal the version that the target is to hold; empty: what is AWSCURRENT
  /// @param candidates versions that it may hold instead, the likeliest first
  /// @param attempt from 1. Servers count failed log-ins: each attempt tries one candidate only
  public record Settling(Optional<String> goal, List<String> candidates, int attempt) {
    public Settling {
      candidates = List.copyOf(candidates);
    }
  }
}
