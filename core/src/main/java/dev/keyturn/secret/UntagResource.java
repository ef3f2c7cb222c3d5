package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import java.util.List;
import java.util.TreeSet;

/// Takes tags off a secret; those that are not there are fine.
public final class UntagResource {
  private static final String ACTION = "secretsmanager:UntagResource";

  private final SecretRepository repository;
  private final TagGuard guard;

  UntagResource(SecretRepository repository, TagGuard guard) {
    this.repository = repository;
    this.guard = guard;
  }

  public record Input(String secretId, List<String> tagKeys) {}

  public record Output() {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
            "UntagResource",
            Input.class,
            Output.class,
            WRITE,
            ACTION,
            repository.lookup(ACTION, Input::secretId),
            this::handle)
        .keyed(ConditionKeys.<Input>none().withTagKeys(input -> new TreeSet<>(input.tagKeys())));
  }

  Output handle(Call call, Stored found, Input input) {
    return repository.change(
        found,
        stored -> {
          Secret secret = stored.secret();
          Given.requireAlive(secret);
          var tags = Tags.remove(secret.details().tags(), input.tagKeys());
          Secret tagged = secret.withDetails(secret.details().withTags(tags)).changedAt(call.at());
          guard.require(call, stored, tagged);
          return Change.to(tagged, new Output());
        });
  }
}
