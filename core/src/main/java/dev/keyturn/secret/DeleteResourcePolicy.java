package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import java.util.Optional;

/// Takes the policy off a secret; that there is none is fine.
public final class DeleteResourcePolicy {
  private static final String ACTION = "secretsmanager:DeleteResourcePolicy";

  private final SecretRepository repository;

  DeleteResourcePolicy(SecretRepository repository) {
    this.repository = repository;
  }

  public record Input(String secretId) {}

  public record Output(String arn, String name) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
        "DeleteResourcePolicy",
        Input.class,
        Output.class,
        WRITE,
        ACTION,
        repository.lookup(ACTION, Input::secretId),
        this::handle);
  }

  Output handle(Call call, Stored found, Input input) {
    return repository.change(
        found,
        stored -> {
          Secret secret = stored.secret();
          Given.requireAlive(secret);
          Output output = new Output(secret.arn(), secret.name());
          return secret.details().policy().isEmpty()
              ? Change.none(output)
              : Change.to(
                  secret.withDetails(secret.details().withPolicy(Optional.empty())), output);
        });
  }
}
