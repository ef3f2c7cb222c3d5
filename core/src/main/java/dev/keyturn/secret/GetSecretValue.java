package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Answers the value of the version that a label or an id means, AWSCURRENT's unless asked
/// otherwise. The path that everything else makes way for.
public final class GetSecretValue {
  private static final String ACTION = "secretsmanager:GetSecretValue";

  private final SecretRepository repository;
  private final Values values;
  private final AccessDays accesses;

  GetSecretValue(SecretRepository repository, Values values, AccessDays accesses) {
    this.repository = repository;
    this.values = values;
    this.accesses = accesses;
  }

  public record Input(String secretId, Optional<String> versionId, Optional<String> versionStage) {}

  public record Output(
      String arn,
      String name,
      String versionId,
      Optional<SecretValue> secretBinary,
      Optional<SecretValue> secretString,
      Optional<List<String>> versionStages,
      Instant createdDate) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
            "GetSecretValue",
            Input.class,
            Output.class,
            READ,
            ACTION,
            repository.lookup(ACTION, Input::secretId),
            this::handle)
        .keyed(
            ConditionKeys.<Input>none()
                .with("secretsmanager:VersionId", Input::versionId)
                .with("secretsmanager:VersionStage", Input::versionStage));
  }

  Output handle(Call call, Stored found, Input input) {
    Given.requireKeyInReach(call, found);
    Optional<Output> answer = read(found, input);
    // The version may have been collected, or the secret purged, since the secret was read: then
    // the secret as it is now says so.
    Output output =
        answer.orElseGet(() ->
            read(repository.get(found.key()).orElseThrow(SecretRepository::notFound), input)
                .orElseThrow(() -> new IllegalStateException("No payload in " + found.arn())));
    accesses.touch(found.key(), output.versionId(), call.at());
    return output;
  }

  private Optional<Output> read(Stored stored, Input input) {
    Given.requireAlive(stored.secret());
    Version version = choose(stored.secret(), input);
    return values.open(stored.key(), version).map(value -> answer(stored.secret(), version, value));
  }

  private static Version choose(Secret secret, Input input) {
    return input
        .versionId()
        .map(id -> byId(secret, id, input.versionStage()))
        .orElseGet(() -> byLabel(secret, input.versionStage().orElse(Labels.CURRENT)));
  }

  private static Version byId(Secret secret, String id, Optional<String> label) {
    Version version = secret.version(id).orElseThrow(() -> noVersion(id));
    if (label.filter(it -> !version.labels().contains(it)).isPresent()) {
      throw new InvalidRequest(
          "You provided a VersionStage that is not associated to the provided VersionId.");
    }
    if (!version.hasValue()) {
      throw label.map(GetSecretValue::noLabel).orElseGet(() -> noVersion(id));
    }
    return version;
  }

  private static Version byLabel(Secret secret, String label) {
    return secret.labelled(label).filter(Version::hasValue).orElseThrow(() -> noLabel(label));
  }

  private static ResourceNotFound noVersion(String id) {
    return new ResourceNotFound(
        "Secrets Manager can't find the specified secret value for VersionId: " + id);
  }

  private static ResourceNotFound noLabel(String label) {
    return new ResourceNotFound(
        "Secrets Manager can't find the specified secret value for staging label: " + label);
  }

  private static Output answer(Secret secret, Version version, SecretValue value) {
    return new Output(
        secret.arn(),
        secret.name(),
        version.id(),
        Optional.of(value).filter(SecretValue::isBinary),
        Optional.of(value).filter(it -> !it.isBinary()),
        Optional.of(List.copyOf(version.labels())).filter(labels -> !labels.isEmpty()),
        version.created());
  }
}
