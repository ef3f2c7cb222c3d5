package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Resource;
import dev.keyturn.secret.RotationHook.Followed;
import dev.keyturn.secret.RotationHook.Kind;
import dev.keyturn.secret.RotationHook.Occurrence;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Schedules a secret for deletion, or deletes it at once.
public final class DeleteSecret {
  private static final long DEFAULT_WINDOW = 30;
  private static final String ACTION = "secretsmanager:DeleteSecret";

  private final SecretRepository repository;
  private final RotationHook rotation;
  private final Purge purge;
  private final RandomGenerator random;

  DeleteSecret(
      SecretRepository repository, RotationHook rotation, Purge purge, RandomGenerator random) {
    this.repository = repository;
    this.rotation = rotation;
    this.purge = purge;
    this.random = random;
  }

  public record Input(
      String secretId,
      Optional<Long> recoveryWindowInDays,
      Optional<Boolean> forceDeleteWithoutRecovery) {

    boolean force() {
      return forceDeleteWithoutRecovery.orElse(false);
    }
  }

  /// @param deletionDate the end of the recovery window
  public record Output(String arn, String name, Instant deletionDate) {}

  /// A secret that is not there, which a deletion by force takes for deleted.
  record Missing(String arn, String name) implements Resource {}

  Resource find(Call call, Input input) {
    Optional<Resource> found = repository.find(call, ACTION, input.secretId()).map(it -> it);
    if (found.isEmpty() && !input.force()) {
      return repository.require(call, ACTION, input.secretId());
    }
    return found.orElseGet(() -> missing(call, input.secretId()));
  }

  /// The ARN is made up for a name.
  private Missing missing(Call call, String secretId) {
    if (secretId.startsWith("arn:")) {
      String resource = secretId.substring(secretId.lastIndexOf(':') + 1);
      return new Missing(secretId, resource.replaceFirst("-[A-Za-z0-9]{6}$", ""));
    }
    String resource = "secret:" + secretId + "-" + ArnSuffix.next(random);
    return new Missing(
        Arn.of("secretsmanager", call.region(), call.account(), resource).toString(), secretId);
  }

  /// The operation's row in the table.
  Operation<Input, Resource, Output> row() {
    return new Operation<>(
            "DeleteSecret", Input.class, Output.class, WRITE, ACTION, this::find, this::handle)
        .keyed(
            ConditionKeys.<Input>none()
                .with("secretsmanager:RecoveryWindowInDays", Input::recoveryWindowInDays)
                .with(
                    "secretsmanager:ForceDeleteWithoutRecovery",
                    Input::forceDeleteWithoutRecovery));
  }

  Output handle(Call call, Resource found, Input input) {
    Duration window = window(input);
    if (!(found instanceof Stored stored)) {
      Missing missing = (Missing) found;
      return new Output(missing.arn(), missing.name(), call.at());
    }
    Output output = repository.change(stored, now -> mark(call, now, input, window));
    if (input.force()) {
      purge.run(stored.key(), call.at());
    }
    return output;
  }

  private static Duration window(Input input) {
    if (input.force()) {
      if (input.recoveryWindowInDays().isPresent()) {
        throw new InvalidParameter(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
      }
      return Duration.ZERO;
    }
    long days = input.recoveryWindowInDays().orElse(DEFAULT_WINDOW);
    if (days < 7 || days > 30) {
      throw new InvalidParameter(
          "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
    }
    return Duration.ofDays(days);
  }

  private Change<Output> mark(Call call, Stored stored, Input input, Duration window) {
    Secret secret = stored.secret();
    if (secret.deletion().isPresent() && !input.force()) {
      throw new InvalidRequest(
          "You can't perform this operation on the secret because it was already scheduled for"
              + " deletion.");
    }
    Instant end = call.at().plus(window);
    Secret marked = secret.withDeletion(Optional.of(end)).changedAt(call.at());
    Followed followed = rotation.follow(call, new Occurrence(Kind.DELETE_SECRET, stored, marked));
    Write due =
        new Write.Put(stored.key().purge(), Write.ANY, "{}", Optional.of(end), Lease.RELEASE);
    return Change.to(followed.secret(), new Output(secret.arn(), secret.name(), end))
        .and(followed.writes())
        .and(List.of(due));
  }
}
