package dev.keyturn.server.wire;

import dev.keyturn.audit.AuditUnavailable;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Operation.Effect;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Resource;
import dev.keyturn.operation.Service;
import dev.keyturn.store.StoreUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A small service with a member of every kind, in the JSON and in the Query protocol.
final class Testing implements Service {
  static final String SECRET_CAUSE = "jdbc:password=hunter2";

  private final String name;

  Testing() {
    this("testing");
  }

  private Testing(String name) {
    this.name = name;
  }

  static Testing ofQuery() {
    return new Testing("testingquery");
  }

  public record Tag(String key, Optional<String> value) {}

  public record EchoInput(
      String name,
      Optional<String> arn,
      Optional<SecretValue> password,
      Optional<byte[]> data,
      Optional<SecretValue> secretData,
      Optional<Integer> count,
      Optional<Integer> size,
      Optional<Boolean> on,
      Optional<Instant> at,
      List<Tag> tags,
      Optional<List<String>> labels,
      Map<String, Long> scores,
      Optional<String> order) {}

  public record EchoOutput(
      String name,
      Optional<String> arn,
      Optional<SecretValue> password,
      Optional<byte[]> data,
      Optional<SecretValue> secretData,
      Optional<Integer> count,
      Optional<Integer> size,
      Optional<Boolean> on,
      Optional<Instant> at,
      List<Tag> tags,
      Optional<List<String>> labels,
      Map<String, Long> scores) {}

  public record FailInput(Optional<String> how) {}

  public record Empty() {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return List.of(
        new Operation<>(
                "Echo",
                EchoInput.class,
                EchoOutput.class,
                Effect.READ,
                "testing:Echo",
                (_, _) -> Resource.ANY,
                this::echo)
            .without("Filters", "Force"),
        new Operation<>(
            "Fail",
            FailInput.class,
            Empty.class,
            Effect.READ,
            "testing:Fail",
            (_, _) -> Resource.ANY,
            this::fail),
        new Operation<>(
            "Nothing",
            Empty.class,
            Empty.class,
            Effect.WRITE,
            "testing:Nothing",
            (_, _) -> Resource.ANY,
            (_, _, _) -> new Empty()));
  }

  private EchoOutput echo(Call call, Resource.Any any, EchoInput input) {
    return new EchoOutput(
        input.name(),
        input.arn(),
        input.password(),
        input.data(),
        input.secretData(),
        input.count(),
        input.size(),
        input.on(),
        input.at(),
        input.tags(),
        input.labels(),
        input.scores());
  }

  private Empty fail(Call call, Resource.Any any, FailInput input) {
    throw switch (input.how().orElse("")) {
      case "refuse" -> new Refusal.ResourceNotFound("Can't find it.");
      case "store" -> new StoreUnavailable(SECRET_CAUSE, new IllegalStateException(SECRET_CAUSE));
      case "audit" -> new AuditUnavailable(SECRET_CAUSE, new IllegalStateException(SECRET_CAUSE));
      default ->
          new IllegalStateException(SECRET_CAUSE, new IllegalArgumentException(SECRET_CAUSE));
    };
  }
}
