package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceConflict;
import java.util.List;
import java.util.Optional;

/// Deletes a function with all its versions, or one version of it. What it has printed stays.
public final class DeleteFunction {
  private final FoundFunction.Finder finder;
  private final FunctionWriter writer;
  private final FunctionRuntime runtime;

  DeleteFunction(FunctionRepository repository, FunctionWriter writer, FunctionRuntime runtime) {
    this.finder = new FoundFunction.Finder(repository);
    this.writer = writer;
    this.runtime = runtime;
  }

  public record Input(String functionName, Optional<String> qualifier) {}

  Operation<Input, FoundFunction, Nothing> row() {
    return new Operation<>(
        "DeleteFunction",
        Input.class,
        Nothing.class,
        WRITE,
        "lambda:DeleteFunction",
        (call, input) -> finder.find(call, input.functionName(), input.qualifier()),
        this::handle);
  }

  private Nothing handle(Call call, FoundFunction found, Input input) {
    if (found.qualifier().isEmpty()) {
      writer.delete(found);
    } else {
      deleteVersion(found, found.qualifier().get());
    }
    runtime.retire(found.home().functionArn(found.name()));
    return Nothing.NOTHING;
  }

  private void deleteVersion(FoundFunction found, String qualifier) {
    if (qualifier.equals(Configuration.LATEST)) {
      throw new InvalidParameterValue(
          "$LATEST version cannot be deleted without deleting the function.");
    }
    if (found.require().aliases().containsKey(qualifier)) {
      throw new InvalidParameterValue("Deletion of aliases is not currently supported.");
    }
    writer.delete(
        found,
        found.requireConfiguration(),
        function -> {
          demandUnnamed(function, qualifier);
          return function.governed(qualifier, Optional.empty());
        });
  }

  private static void demandUnnamed(Function function, String version) {
    List<String> aliases =
        function.aliases().values().stream()
            .filter(it -> it.version().equals(version))
            .map(Alias::name)
            .sorted()
            .toList();
    if (!aliases.isEmpty()) {
      throw new ResourceConflict(
          "Unable to delete version because the following aliases reference it: " + aliases);
    }
  }
}
