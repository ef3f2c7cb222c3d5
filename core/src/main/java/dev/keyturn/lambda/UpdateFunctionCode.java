package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.key.SecretValue;
import dev.keyturn.lambda.Configuration.Program;
import dev.keyturn.lambda.Display.Subject;
import dev.keyturn.lambda.FunctionWriter.Change;
import dev.keyturn.lambda.FunctionWriter.Publish;
import dev.keyturn.lambda.FunctionWriter.Written;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import java.util.List;
import java.util.Optional;

/// Gives a function other code.
public final class UpdateFunctionCode {
  private final FoundFunction.Finder finder;
  private final FunctionRepository repository;
  private final FunctionWriter writer;
  private final FunctionRuntime runtime;
  private final Display display;

  UpdateFunctionCode(
      FunctionRepository repository,
      FunctionWriter writer,
      FunctionRuntime runtime,
      Display display) {
    this.finder = new FoundFunction.Finder(repository);
    this.repository = repository;
    this.writer = writer;
    this.runtime = runtime;
    this.display = display;
  }

  public record Input(
      String functionName,
      Optional<SecretValue> zipFile,
      Optional<String> s3Bucket,
      Optional<String> s3Key,
      Optional<String> s3ObjectVersion,
      Optional<String> imageUri,
      Optional<Boolean> publish,
      Optional<Boolean> dryRun,
      Optional<String> revisionId,
      Optional<List<String>> architectures) {}

  Operation<Input, FoundFunction, ShownFunction> row() {
    return new Operation<>(
            "UpdateFunctionCode",
            Input.class,
            ShownFunction.class,
            WRITE,
            "lambda:UpdateFunctionCode",
            (call, input) -> finder.unqualified(call, input.functionName()),
            this::handle)
        .without(ShownFunction.leftOut("", "PublishTo", "SourceKMSKeyArn"));
  }

  private ShownFunction handle(Call call, FoundFunction found, Input input) {
    Function before = found.require();
    CheckedZip zip = zip(input);
    if (input.dryRun().orElse(false)) {
      return display.whole(
          Subject.of(found.home(), before, changed(call, before, input, zip).latest()));
    }
    Change change =
        new Change(
            Optional.of(zip),
            input.publish().filter(it -> it).map(_ -> new Publish(Optional.empty())));
    Written written = writer.change(found, change, call.at(), it -> changed(call, it, input, zip));
    runtime.retire(found.home().functionArn(found.name()));
    return display.whole(Subject.of(found.home(), written.function(), written.configuration()));
  }

  private static CheckedZip zip(Input input) {
    boolean elsewhere =
        input.s3Bucket().isPresent() || input.s3Key().isPresent() || input.imageUri().isPresent();
    return new CodeGiven(input.zipFile(), elsewhere).require();
  }

  private Function changed(Call call, Function before, Input input, CheckedZip zip) {
    Configuration latest = before.latest();
    Revisions.demand(input.revisionId(), latest.revision());
    Program program = latest.program().with(zip.code());
    FunctionSettings.demandSize(program);
    String architecture =
        CreateFunction.architecture(input.architectures()).orElse(latest.options().architecture());
    return before.with(
        latest.with(program, architecture).changed(repository.newRevision(), call.at()));
  }
}
