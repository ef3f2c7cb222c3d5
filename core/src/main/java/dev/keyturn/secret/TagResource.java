package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import java.util.List;

/// Adds tags to a secret, or overwrites them.
public final class TagResource {
  private static final String ACTION = "secretsmanager:TagResource";

  private final SecretRepository repository;

  TagResource(SecretRepository repository) {
    this.repository = repository;
  }

  public record Input(String secretId, List<Tag> tags) {}

  public record Output() {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
        "TagResource",
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
          var tags = Tags.add(secret.details().tags(), input.tags());
          return Change.to(
              secret.withDetails(secret.details().withTags(tags)).changedAt(call.at()),
              new Output());
        });
  }
}
