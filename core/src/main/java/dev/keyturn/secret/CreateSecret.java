package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.ResourceExists;
import dev.keyturn.operation.Refusal.Throttling;
import dev.keyturn.operation.Resource;
import dev.keyturn.secret.Secret.Details;
import dev.keyturn.secret.VersionWriter.Added;
import dev.keyturn.secret.VersionWriter.NewVersion;
import dev.keyturn.store.Rounds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Makes a secret, with its first version when a value is given.
public final class CreateSecret {
  private static final String ACTION = "secretsmanager:CreateSecret";

  private final SecretRepository repository;
  private final VersionWriter versions;
  private final Values values;
  private final RandomGenerator random;

  CreateSecret(
      SecretRepository repository, VersionWriter versions, Values values, RandomGenerator random) {
    this.repository = repository;
    this.versions = versions;
    this.values = values;
    this.random = random;
  }

  public record Input(
      String name,
      Optional<String> clientRequestToken,
      Optional<String> description,
      Optional<String> kmsKeyId,
      Optional<SecretValue> secretBinary,
      Optional<SecretValue> secretString,
      Optional<List<Tag>> tags,
      Optional<String> type) {}

  /// @param versionId only when a value was given
  public record Output(String arn, String name, Optional<String> versionId) {}

  /// The secret that is going to be, under the ARN that it will have.
  record Planned(SecretKey key, Map<String, String> tags) implements Resource {
    @Override
    public String arn() {
      return key.arn().toString();
    }
  }

  Planned plan(Call call, Input input) {
    String name = SecretName.require(input.name());
    String resource = name + "-" + ArnSuffix.next(random);
    return new Planned(
        new SecretKey(call.account(), call.region(), resource),
        Tags.given(input.tags().orElse(List.of())));
  }

  /// The operation's row in the table.
  Operation<Input, Planned, Output> row() {
    return new Operation<>(
            "CreateSecret", Input.class, Output.class, WRITE, ACTION, this::plan, this::handle)
        .keyed(
            ConditionKeys.<Input>none()
                .with("secretsmanager:Name", input -> Optional.of(input.name()))
                .with("secretsmanager:Description", Input::description)
                .with("secretsmanager:KmsKeyId", Input::kmsKeyId)
                .withResolved(
                    "secretsmanager:KmsKeyArn",
                    (secret, input) -> values.arnOf(secret.arn(), input.kmsKeyId()))
                .with("secretsmanager:Type", Input::type)
                .withTags(input -> Tags.given(input.tags().orElse(List.of()))))
        .needing(input ->
            input.tags().filter(tags -> !tags.isEmpty()).isPresent()
                ? List.of("secretsmanager:TagResource")
                : List.of())
        .without("AddReplicaRegions", "ForceOverwriteReplicaSecret", "ReplicationStatus");
  }

  Output handle(Call call, Planned planned, Input input) {
    String token = Given.token(input.clientRequestToken());
    Optional<NewVersion> wanted =
        Given.value(input.secretString(), input.secretBinary())
            .map(value -> new NewVersion(token, value, List.of(Labels.CURRENT)));
    return Rounds.until(
        () -> {
          Optional<Stored> existing = repository.named(call, input.name());
          if (existing.isPresent()) {
            return Optional.of(again(existing.get(), token, wanted));
          }
          return Optional.of(new Output(planned.arn(), input.name(), wanted.map(NewVersion::token)))
              .filter(_ -> created(call, planned.key(), input, wanted));
        },
        () -> new Throttling("Rate exceeded"));
  }

  private boolean created(Call call, SecretKey key, Input input, Optional<NewVersion> wanted) {
    Secret empty = empty(call, key, input);
    // Says at once, not at the first value, that the key cannot be used.
    String _ = values.keyFor(key, empty.details().kmsKeyId());
    Optional<Added> added = wanted.flatMap(it -> versions.add(key, empty, it, call.at()));
    return repository.created(
        key, added.map(Added::secret).orElse(empty), added.map(Added::writes).orElse(List.of()));
  }

  private Secret empty(Call call, SecretKey key, Input input) {
    Arn arn = key.arn();
    Details details =
        new Details(
            input.description().filter(text -> !text.isEmpty()),
            values.kept(key, input.kmsKeyId()),
            input.type().filter(text -> !text.isEmpty()),
            Tags.add(new TreeMap<>(), input.tags().orElse(List.of())),
            Optional.empty());
    return new Secret(
        arn.toString(),
        input.name(),
        details,
        call.at(),
        call.at(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /// The name is taken: by the same request, sent again, or by another.
  private Output again(Stored existing, String token, Optional<NewVersion> wanted) {
    Secret secret = existing.secret();
    if (secret.deletion().isPresent()) {
      throw new InvalidRequest(
          "You can't create this secret because a secret with this name is already scheduled for"
              + " deletion.");
    }
    if (wanted.isEmpty() || secret.version(token).filter(Version::hasValue).isEmpty()) {
      throw new ResourceExists(
          "The operation failed because the secret " + secret.name() + " already exists.");
    }
    versions.requireSame(existing.key(), secret, wanted.get());
    return new Output(secret.arn(), secret.name(), Optional.of(token));
  }
}
