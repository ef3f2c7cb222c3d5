package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import java.util.List;

/// Adds tags to a secret, or overwrites them.
public final class TagResource {
  private static final String ACTION = "secretsmanager:TagResource";

  private final SecretRepository repository;
  private final TagGuard guard;

  TagResource(SecretRepository repository, TagGuard guard) {
    this.repository = repository;
    this.guard = guard;
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
            this::handle)
        .keyed(ConditionKeys.<Input>none().withTags(input -> Tags.given(input.tags())));
  }

  Output handle(Call call, Stored found, Input input) {
    return repository.change(
        found,
        stored -> {
          Secret secret = stored.secret();
          Given.requireAlive(secret);
          var tags = Tags.add(secret.details().tags(), input.tags());
          Secret tagged = secret.withDetails(secret.details().withTags(tags)).changedAt(call.at());
          guard.require(call, stored, tagged);
          return Change.to(tagged, new Output());
        });
  }
}
