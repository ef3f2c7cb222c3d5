package function;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageResponse;

/** A Secrets Manager in memory: the calls that a rotation function makes, with AWS's semantics. */
final class MemorySecrets implements SecretsManagerClient {
  static final String ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf";
  static final String MASTER_ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:master-GhIjKl";

  /** A secret's values by version, and its versions by label. */
  static final class Stored {
    boolean enabled = true;
    final Map<String, String> values = new HashMap<>();
    final Map<String, String> labels = new HashMap<>();

    String labelled(String label) {
      return values.get(labels.get(label));
    }
  }

  final Map<String, Stored> secrets = new HashMap<>();
  Supplier<RuntimeException> failure = () -> null;
  boolean storesBeforeItFails;
  private final Outside outside;
  private int passwords;

  MemorySecrets(Outside outside) {
    this.outside = outside;
  }

  void store(String arn, String version, String label, String value) {
    Stored secret = secrets.computeIfAbsent(arn, name -> new Stored());
    secret.labels.put(label, version);
    if (value != null) {
      secret.values.put(version, value);
    }
  }

  @Override
  public DescribeSecretResponse describeSecret(DescribeSecretRequest request) {
    return outside.call(
        "DescribeSecret",
        () -> {
          Stored secret = secrets.get(request.secretId());
          Map<String, List<String>> versions = new HashMap<>();
          secret.labels.forEach(
              (label, version) -> versions.computeIfAbsent(version, key -> new ArrayList<>()).add(label));
          return DescribeSecretResponse.builder()
              .rotationEnabled(secret.enabled)
              .versionIdsToStages(versions)
              .build();
        });
  }

  @Override
  public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
    return outside.call(
        "GetSecretValue",
        () -> {
          Stored secret = secrets.get(request.secretId());
          String version = secret == null ? null : secret.labels.get(request.versionStage());
          boolean wanted = request.versionId() == null || request.versionId().equals(version);
          if (version == null || !wanted || !secret.values.containsKey(version)) {
            throw ResourceNotFoundException.builder().message(request.versionStage()).build();
          }
          return GetSecretValueResponse.builder().secretString(secret.values.get(version)).build();
        });
  }

  @Override
  public PutSecretValueResponse putSecretValue(PutSecretValueRequest request) {
    return outside.call(
        "PutSecretValue",
        () -> {
          assertEquals("rotation-token", request.rotationToken());
          RuntimeException failed = failure.get();
          if (failed == null || storesBeforeItFails) {
            Stored secret = secrets.get(request.secretId());
            String before = secret.values.putIfAbsent(request.clientRequestToken(), request.secretString());
            assertEquals(request.secretString(), before == null ? request.secretString() : before);
            request.versionStages().forEach(label -> secret.labels.put(label, request.clientRequestToken()));
          }
          if (failed != null) {
            throw failed;
          }
          return PutSecretValueResponse.builder().build();
        });
  }

  @Override
  public UpdateSecretVersionStageResponse updateSecretVersionStage(UpdateSecretVersionStageRequest request) {
    return outside.call(
        "UpdateSecretVersionStage",
        () -> {
          Map<String, String> labels = secrets.get(request.secretId()).labels;
          assertEquals(request.removeFromVersionId(), labels.get(request.versionStage()));
          labels.put(request.versionStage(), request.moveToVersionId());
          labels.put("AWSPREVIOUS", request.removeFromVersionId());
          return UpdateSecretVersionStageResponse.builder().build();
        });
  }

  @Override
  public GetRandomPasswordResponse getRandomPassword(GetRandomPasswordRequest request) {
    return outside.call(
        "GetRandomPassword",
        () -> {
          passwords++;
          String password = ("new-" + passwords + "x".repeat(32)).substring(0, request.passwordLength().intValue());
          return GetRandomPasswordResponse.builder().randomPassword(password).build();
        });
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
