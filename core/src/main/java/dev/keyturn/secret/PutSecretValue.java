package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.secret.RotationHook.Kind;
import dev.keyturn.secret.RotationHook.Occurrence;
import dev.keyturn.secret.VersionWriter.Added;
import dev.keyturn.secret.VersionWriter.NewVersion;
import dev.keyturn.store.Durability;
import java.util.List;
import java.util.Optional;

/// Adds a version and attaches labels to it, AWSCURRENT unless others are given.
public final class PutSecretValue {
  private static final String ACTION = "secretsmanager:PutSecretValue";

  private final SecretRepository repository;
  private final VersionWriter versions;
  private final Consequences consequences;

  PutSecretValue(SecretRepository repository, VersionWriter versions, Consequences consequences) {
    this.repository = repository;
    this.versions = versions;
    this.consequences = consequences;
  }

  public record Input(
      String secretId,
      Optional<String> clientRequestToken,
      Optional<SecretValue> secretBinary,
      Optional<SecretValue> secretString,
      Optional<List<String>> versionStages,
      Optional<SecretValue> rotationToken) {}

  public record Output(String arn, String name, String versionId, List<String> versionStages) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
        "PutSecretValue",
        Input.class,
        Output.class,
        WRITE,
        ACTION,
        repository.lookup(ACTION, Input::secretId),
        this::handle);
  }

  Output handle(Call call, Stored found, Input input) {
    Given.requireKeyInReach(call, found);
    String token = Given.token(input.clientRequestToken());
    SecretValue value =
        Given.value(input.secretString(), input.secretBinary())
            .orElseThrow(
                () -> new InvalidRequest("You must provide either SecretString or SecretBinary."));
    NewVersion wanted =
        new NewVersion(token, value, input.versionStages().orElse(List.of(Labels.CURRENT)));
    return repository.change(
        found,
        stored -> decide(call, stored, wanted, input.rotationToken()).durable(durability(call)));
  }

  /// What a built-in function stores goes to the disk with the record that setSecret begins: before
  /// that nobody has used it.
  private static Durability durability(Call call) {
    return call.caller().rotation().isPresent() ? Durability.WITH_NEXT : Durability.NOW;
  }

  private Change<Output> decide(
      Call call, Stored stored, NewVersion wanted, Optional<SecretValue> rotationToken) {
    Given.requireAlive(stored.secret());
    Optional<Added> added = versions.add(stored.key(), stored.secret(), wanted, call.at());
    if (added.isEmpty()) {
      return Change.none(answer(stored.secret(), wanted.token()));
    }
    Secret after = added.get().secret();
    return consequences.of(
        call,
        new Occurrence(Kind.PUT_SECRET_VALUE, stored, after, rotationToken),
        added.get().writes(),
        secret -> answer(secret, wanted.token()));
  }

  private static Output answer(Secret secret, String token) {
    return new Output(
        secret.arn(),
        secret.name(),
        token,
        secret.version(token).map(version -> List.copyOf(version.labels())).orElse(List.of()));
  }
}
