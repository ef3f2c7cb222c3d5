package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Operation.Effect;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Resource;
import dev.keyturn.operation.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A small service of the REST protocol, with a member in every place.
final class TestingRest implements Service {
  public record PutPart(
      String name,
      long part,
      Optional<String> mode,
      Optional<Boolean> on,
      Optional<List<String>> keys,
      Optional<String> trace,
      Optional<Map<String, String>> notes,
      Optional<String> text,
      Optional<SecretValue> data,
      Optional<Double> weight) {}

  public record RemovePart(String name, long part) {}

  public record ListThings(Optional<Integer> maxItems) {}

  public record FindThing(String arn) {}

  public record Things(List<String> things) {}

  public record Invoke(String name, Optional<String> kind, Optional<SecretValue> payload) {}

  public record Invoked(
      Optional<Integer> statusCode,
      Optional<String> functionError,
      Optional<SecretValue> payload) {}

  public record Describe(String name, Optional<Description> description) {}

  public record Described(Optional<Description> description) {}

  public record Description(Optional<String> title) {}

  public record Fail(Optional<String> how) {}

  public record Empty() {}

  @Override
  public String name() {
    return "testingrest";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return List.of(
        row("PutPart", PutPart.class, PutPart.class, input -> input).without("Force"),
        row("RemovePart", RemovePart.class, Empty.class, _ -> new Empty()),
        row("ListThings", ListThings.class, Things.class, TestingRest::list),
        row("FindThing", FindThing.class, Things.class, it -> new Things(List.of(it.arn()))),
        row("Invoke", Invoke.class, Invoked.class, TestingRest::invoke),
        row("Describe", Describe.class, Described.class, it -> new Described(it.description())),
        row("Fail", Fail.class, Empty.class, TestingRest::fail));
  }

  private interface Work<I, O> {
    O on(I input);
  }

  private static <I extends Record, O extends Record> Operation<I, Resource.Any, O> row(
      String name, Class<I> input, Class<O> output, Work<I, O> work) {
    return new Operation<>(
        name,
        input,
        output,
        Effect.READ,
        "testingrest:" + name,
        (_, _) -> Resource.ANY,
        (Call _, Resource.Any _, I given) -> work.on(given));
  }

  private static Things list(ListThings input) {
    return new Things(List.of("at most " + input.maxItems().map(String::valueOf).orElse("all")));
  }

  /// Of the kind `Event`, nothing comes back.
  private static Invoked invoke(Invoke input) {
    return input.kind().filter("Event"::equals).isPresent()
        ? new Invoked(Optional.of(202), Optional.empty(), Optional.empty())
        : new Invoked(Optional.of(200), Optional.of("Unhandled"), input.payload());
  }

  private static Empty fail(Fail input) {
    throw switch (input.how().orElse("")) {
      case "missing" -> new Refusal.ResourceNotFound("Function not found: arn:x");
      case "exists" -> new Refusal.ResourceExists("It exists.");
      case "denied" -> new Refusal.AccessDenied("User: x is not authorized");
      case "busy" -> new Refusal.Throttling("Rate exceeded");
      case "wrong" -> new Refusal.InvalidParameter("That cannot be.");
      default -> new IllegalStateException("hunter2");
    };
  }
}
