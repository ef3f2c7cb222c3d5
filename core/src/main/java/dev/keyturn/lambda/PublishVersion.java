package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.lambda.Display.Subject;
import dev.keyturn.lambda.FunctionWriter.Change;
import dev.keyturn.lambda.FunctionWriter.Publish;
import dev.keyturn.lambda.FunctionWriter.Written;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.util.Optional;

/// Publishes `$LATEST` as a version that never changes. Where nothing has changed since the last
/// one was published, that one is the answer.
public final class PublishVersion {
  private final FoundFunction.Finder finder;
  private final FunctionWriter writer;
  private final Display display;

  PublishVersion(FunctionRepository repository, FunctionWriter writer, Display display) {
    this.finder = new FoundFunction.Finder(repository);
    this.writer = writer;
    this.display = display;
  }

  public record Input(
      String functionName,
      Optional<String> codeSha256,
      Optional<String> description,
      Optional<String> revisionId) {}

  Operation<Input, FoundFunction, ShownFunction> row() {
    return new Operation<>(
            "PublishVersion",
            Input.class,
            ShownFunction.class,
            WRITE,
            "lambda:PublishVersion",
            (call, input) -> finder.unqualified(call, input.functionName()),
            this::handle)
        .without(ShownFunction.leftOut("", "PublishTo"));
  }

  private ShownFunction handle(Call call, FoundFunction found, Input input) {
    Change change =
        new Change(
            Optional.empty(),
            Optional.of(new Publish(input.description().filter(it -> !it.isEmpty()))));
    Written written =
        writer.change(
            found,
            change,
            call.at(),
            function -> {
              demandExpected(function.latest(), input);
              return function;
            });
    return display.whole(Subject.of(found.home(), written.function(), written.configuration()));
  }

  private static void demandExpected(Configuration latest, Input input) {
    Revisions.demand(input.revisionId(), latest.revision());
    String now = latest.program().code().shown();
    input
        .codeSha256()
        .filter(it -> !it.isEmpty() && !it.equals(now))
        .ifPresent(it -> {
          throw new InvalidParameterValue(
              "CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). Please try again"
                      .formatted(it, now)
                  + " with the CodeSHA256 in $LATEST.");
        });
  }
}
