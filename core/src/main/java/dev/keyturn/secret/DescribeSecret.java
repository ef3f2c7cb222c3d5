package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.rotation.RotationRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shows everything about a secret but its values, also while it is to be deleted.
public final class DescribeSecret {
  private static final String ACTION = "secretsmanager:DescribeSecret";

  private final SecretRepository repository;
  private final AccessDays accesses;

  DescribeSecret(SecretRepository repository, AccessDays accesses) {
    this.repository = repository;
    this.accesses = accesses;
  }

  public record Input(String secretId) {}

  /// @param kmsKeyId absent for the default key
  /// @param rotationEnabled absent when rotation was never turned on
  /// @param deletedDate the planned end of the recovery window
  public record Output(
      String arn,
      String name,
      Optional<String> type,
      Optional<String> description,
      Optional<String> kmsKeyId,
      Optional<Boolean> rotationEnabled,
      Optional<String> rotationLambdaARN,
      Optional<RotationRules> rotationRules,
      Optional<Instant> lastRotatedDate,
      Instant lastChangedDate,
      Optional<Instant> lastAccessedDate,
      Optional<Instant> deletedDate,
      Optional<Instant> nextRotationDate,
      Optional<List<Tag>> tags,
      Optional<Map<String, List<String>>> versionIdsToStages,
      Instant createdDate) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
            "DescribeSecret",
            Input.class,
            Output.class,
            READ,
            ACTION,
            repository.lookup(ACTION, Input::secretId),
            this::handle)
        .without(
            "ExternalSecretRotationMetadata",
            "ExternalSecretRotationRoleArn",
            "OwningService",
            "PrimaryRegion",
            "ReplicationStatus");
  }

  Output handle(Call call, Stored stored, Input input) {
    Secret secret = stored.secret();
    Shown shown = new Shown(secret);
    return new Output(
        secret.arn(),
        secret.name(),
        secret.details().type(),
        secret.details().description(),
        secret.details().kmsKeyId(),
        shown.rotationEnabled(),
        shown.rotationFunction(),
        shown.rotationRules(),
        shown.lastRotated(),
        secret.lastChanged(),
        accesses.of(stored.key()),
        secret.deletion(),
        shown.nextRotation(),
        shown.tags(),
        shown.stages(),
        secret.created());
  }
}
