package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.secret.RotationHook.Followed;
import dev.keyturn.secret.RotationHook.Kind;
import dev.keyturn.secret.RotationHook.Occurrence;
import dev.keyturn.store.Write;
import java.util.List;
import java.util.Optional;

/// Calls a scheduled deletion off. A secret that is not to be deleted stays as it is.
public final class RestoreSecret {
  private static final String ACTION = "secretsmanager:RestoreSecret";

  private final SecretRepository repository;
  private final RotationHook rotation;
  private final Purge purge;

  RestoreSecret(SecretRepository repository, RotationHook rotation, Purge purge) {
    this.repository = repository;
    this.rotation = rotation;
    this.purge = purge;
  }

  public record Input(String secretId) {}

  public record Output(String arn, String name) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
        "RestoreSecret",
        Input.class,
        Output.class,
        WRITE,
        ACTION,
        repository.lookup(ACTION, Input::secretId),
        this::handle);
  }

  Output handle(Call call, Stored found, Input input) {
    boolean restored = repository.change(found, stored -> decide(call, stored));
    if (restored) {
      purge.calledOff(found, call.at());
    }
    return new Output(found.arn(), found.secret().name());
  }

  private Change<Boolean> decide(Call call, Stored stored) {
    Secret secret = stored.secret();
    if (secret.deletion().isEmpty()) {
      return Change.none(false);
    }
    Secret restored = secret.withDeletion(Optional.empty()).changedAt(call.at());
    Followed followed =
        rotation.follow(call, new Occurrence(Kind.RESTORE_SECRET, stored, restored));
    return Change.to(followed.secret(), true)
        .and(followed.writes())
        .and(List.of(new Write.Delete(stored.key().purge(), Write.ANY)));
  }
}
