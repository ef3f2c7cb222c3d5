package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import dev.keyturn.secret.RotationHook.Kind;
import dev.keyturn.secret.RotationHook.Occurrence;
import dev.keyturn.secret.Secret.Details;
import dev.keyturn.secret.VersionWriter.Added;
import dev.keyturn.secret.VersionWriter.NewVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Changes what the owner says about a secret, and makes a new current version when a value is
/// given.
public final class UpdateSecret {
  private static final String ACTION = "secretsmanager:UpdateSecret";

  private final SecretRepository repository;
  private final VersionWriter versions;
  private final Values values;
  private final Consequences consequences;

  UpdateSecret(
      SecretRepository repository,
      VersionWriter versions,
      Values values,
      Consequences consequences) {
    this.repository = repository;
    this.versions = versions;
    this.values = values;
    this.consequences = consequences;
  }

  /// @param kmsKeyId an empty text means the default key
  public record Input(
      String secretId,
      Optional<String> clientRequestToken,
      Optional<String> description,
      Optional<String> kmsKeyId,
      Optional<SecretValue> secretBinary,
      Optional<SecretValue> secretString,
      Optional<String> type) {

    boolean saysSomething() {
      return description.isPresent() || kmsKeyId.isPresent() || type.isPresent();
    }
  }

  /// @param versionId only when a value was given
  public record Output(String arn, String name, Optional<String> versionId) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
            "UpdateSecret",
            Input.class,
            Output.class,
            WRITE,
            ACTION,
            repository.lookup(ACTION, Input::secretId),
            this::handle)
        .keyed(
            ConditionKeys.<Input>none()
                .with("secretsmanager:Description", Input::description)
                .with("secretsmanager:KmsKeyId", Input::kmsKeyId)
                .withResolved(
                    "secretsmanager:KmsKeyArn",
                    (secret, input) -> values.arnOf(secret.arn(), input.kmsKeyId()))
                .with("secretsmanager:Type", Input::type));
  }

  Output handle(Call call, Stored found, Input input) {
    String token = Given.token(input.clientRequestToken());
    Optional<NewVersion> wanted =
        Given.value(input.secretString(), input.secretBinary())
            .map(value -> new NewVersion(token, value, List.of(Labels.CURRENT)));
    if (wanted.isPresent() || input.kmsKeyId().isPresent()) {
      Given.requireKeyInReach(call, found);
    }
    return repository.change(found, stored -> decide(call, stored, input, wanted));
  }

  private Change<Output> decide(
      Call call, Stored stored, Input input, Optional<NewVersion> wanted) {
    Given.requireAlive(stored.secret());
    Secret described = describe(stored, input);
    Output answer = new Output(described.arn(), described.name(), wanted.map(NewVersion::token));
    Optional<Added> added =
        wanted.flatMap(it -> versions.add(stored.key(), described, it, call.at()));
    if (added.isPresent()) {
      return consequences.of(
          call,
          new Occurrence(Kind.UPDATE_SECRET, stored, added.get().secret()),
          added.get().writes(),
          _ -> answer);
    }
    return input.saysSomething()
        ? Change.to(described.changedAt(call.at()), answer)
        : Change.none(answer);
  }

  private Secret describe(Stored stored, Input input) {
    Details before = stored.secret().details();
    Optional<String> kmsKeyId =
        input.kmsKeyId().isPresent()
            ? values.kept(stored.key(), input.kmsKeyId())
            : before.kmsKeyId();
    Secret described =
        stored
            .secret()
            .withDetails(
                new Details(
                    input.description().or(before::description).filter(text -> !text.isEmpty()),
                    kmsKeyId,
                    input.type().or(before::type).filter(text -> !text.isEmpty()),
                    before.tags(),
                    before.policy()));
    return input.kmsKeyId().isPresent() ? rewrap(stored.key(), described) : described;
  }

  /// Another key holds for the labelled versions of old as well; all others keep the key they have.
  private Secret rewrap(SecretKey key, Secret secret) {
    String keyArn = values.keyFor(key, secret.details().kmsKeyId());
    return Stream.of(Labels.CURRENT, Labels.PENDING, Labels.PREVIOUS)
        .flatMap(label -> secret.labelled(label).stream())
        .filter(Version::hasValue)
        .distinct()
        .map(version -> values.rewrap(key, keyArn, version))
        .reduce(secret, Secret::with, (_, last) -> last);
  }
}
