package dev.keyturn.function;

import dev.keyturn.key.SecretValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The calls that AWS's rotation templates make, with AWS's semantics, under the rights of one
/// rotation's session. A refusal by the service comes as [StepFailed] with the wire code in its
/// text.
public interface SecretsClient {

  /// DescribeSecret, as far as rotation needs it.
  Description describe(String secretId) throws StepFailed;

  /// GetSecretValue for a label and, where given, a version id that must carry it. Empty where AWS
  /// answers ResourceNotFoundException for the version (also for a placeholder without value).
  Optional<SecretValue> value(String secretId, Optional<String> versionId, String stage)
      throws StepFailed;

  /// GetSecretValue by version id alone, whatever its labels.
  Optional<SecretValue> version(String secretId, String versionId) throws StepFailed;

  /// PutSecretValue.
  void put(
      String secretId,
      String token,
      SecretValue value,
      List<String> stages,
      SecretValue rotationToken)
      throws StepFailed;

  /// UpdateSecretVersionStage.
  void moveStage(String secretId, String stage, String moveTo, Optional<String> removeFrom)
      throws StepFailed;

  /// GetRandomPassword.
  SecretValue randomPassword(PasswordRules rules) throws StepFailed;

  /// What a function learns about a secret.
  ///
  /// @param rotationEnabled empty when rotation was never configured
  record Description(
      String arn, Optional<Boolean> rotationEnabled, Map<String, Set<String>> stagesByVersion) {}

  /// GetRandomPassword's parameters, with the meanings of the templates' environment variables.
  record PasswordRules(
      int length,
      String excludeCharacters,
      boolean excludeNumbers,
      boolean excludePunctuation,
      boolean excludeUppercase,
      boolean excludeLowercase,
      boolean requireEachIncludedType) {}
}
