package dev.keyturn.server.cli;

import dev.keyturn.key.SecretValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The secret that a function is tried with.
final class ScratchSecret {
  private static final String PREFIX = "keyturn/function-test/";

  /// It shall not rotate by itself before it is deleted.
  private static final Map<String, Integer> RULES = Map.of("AutomaticallyAfterDays", 1000);

  private final KeyturnClient secrets;
  private final String arn;
  private final String token = UUID.randomUUID().toString();

  private ScratchSecret(KeyturnClient secrets, String arn) {
    this.secrets = secrets;
    this.arn = arn;
  }

  static ScratchSecret create(KeyturnClient secrets, SecretValue value)
      throws InterruptedException {
    JsonNode made =
        secrets.call(
            "CreateSecret",
            Map.of(
                "Name",
                PREFIX + UUID.randomUUID(),
                "Description",
                "A rotation function is tried with it (keyturn function test).",
                "ClientRequestToken",
                UUID.randomUUID().toString(),
                "SecretString",
                value.revealString()));
    return new ScratchSecret(secrets, made.path("ARN").asString(""));
  }

  String arn() {
    return arn;
  }

  /// The version that the rotation makes.
  String token() {
    return token;
  }

  void rotate(String function) throws InterruptedException {
    secrets.call(
        "RotateSecret",
        Map.of(
            "SecretId", arn,
            "ClientRequestToken", token,
            "RotationLambdaARN", function,
            "RotationRules", RULES));
  }

  /// When it was made by the server's clock, in milliseconds.
  long created() throws InterruptedException {
    return (long) (describe().path("CreatedDate").asDouble() * 1000);
  }

  private JsonNode describe() throws InterruptedException {
    return secrets.call("DescribeSecret", Map.of("SecretId", arn));
  }

  /// Which version has a label.
  Optional<String> labelled(String label) throws InterruptedException {
    JsonNode versions = describe().path("VersionIdsToStages");
    return versions.properties().stream()
        .filter(version ->
            version.getValue().valueStream().map(JsonNode::asString).anyMatch(label::equals))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// Whether a new credential was stored that is not current.
  boolean hasPendingValue() throws InterruptedException {
    try {
      secrets.call("GetSecretValue", Map.of("SecretId", arn, "VersionStage", "AWSPENDING"));
      return true;
    } catch (ClientRefused refused) {
      return !String.valueOf(refused.getMessage()).startsWith("ResourceNotFoundException");
    }
  }

  SecretValue current() throws InterruptedException {
    return SecretValue.ofString(
        secrets.call("GetSecretValue", Map.of("SecretId", arn)).path("SecretString").asString(""));
  }

  /// No further step is called.
  void cancel() throws InterruptedException {
    secrets.call("CancelRotateSecret", Map.of("SecretId", arn));
  }

  void delete() throws InterruptedException {
    secrets.call("DeleteSecret", Map.of("SecretId", arn, "ForceDeleteWithoutRecovery", true));
  }

  /// What an operator calls to see what it holds, and to be rid of it.
  List<String> byHand() {
    return List.of(
        "aws secretsmanager get-secret-value --version-stage AWSCURRENT --secret-id " + arn,
        "aws secretsmanager get-secret-value --version-stage AWSPENDING --secret-id " + arn,
        "aws secretsmanager delete-secret --force-delete-without-recovery --secret-id " + arn);
  }
}
