package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.lambda.Display.Subject;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Rights;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shows a function, or one version of it.
public final class GetFunction {
  private final FoundFunction.Finder finder;
  private final Display display;
  private final Rights rights;

  GetFunction(FunctionRepository repository, Display display, Rights rights) {
    this.finder = new FoundFunction.Finder(repository);
    this.display = display;
    this.rights = rights;
  }

  public record Input(String functionName, Optional<String> qualifier) {}

  public record ConfigurationInput(String functionName, Optional<String> qualifier) {}

  public record SigningInput(String functionName) {}

  /// No code is signed here. Tools ask for it all the same, of every function.
  public record Signing(String functionName) {}

  public record Output(
      ShownFunction configuration,
      Location code,
      Optional<Map<String, String>> tags,
      Optional<Concurrency> concurrency) {}

  /// Where the code is; it cannot be fetched.
  public record Location(String repositoryType) {}

  public record Concurrency(int reservedConcurrentExecutions) {}

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        new Operation<>(
                "GetFunction",
                Input.class,
                Output.class,
                READ,
                "lambda:GetFunction",
                (call, input) -> finder.find(call, input.functionName(), input.qualifier()),
                (Call call, FoundFunction found, Input _) -> whole(call, found))
            .without(
                ShownFunction.leftOut(
                    "Configuration.", "Code.Location", "Code.ImageUri", "Code.ResolvedImageUri")),
        new Operation<>(
                "GetFunctionConfiguration",
                ConfigurationInput.class,
                ShownFunction.class,
                READ,
                "lambda:GetFunctionConfiguration",
                (call, input) -> finder.find(call, input.functionName(), input.qualifier()),
                (Call _, FoundFunction found, ConfigurationInput _) -> shown(found))
            .without(ShownFunction.leftOut("")),
        new Operation<>(
                "GetFunctionCodeSigningConfig",
                SigningInput.class,
                Signing.class,
                READ,
                "lambda:GetFunctionCodeSigningConfig",
                (call, input) -> finder.unqualified(call, input.functionName()),
                (Call _, FoundFunction found, SigningInput _) ->
                    new Signing(found.require().name()))
            .without("CodeSigningConfigArn"));
  }

  private ShownFunction shown(FoundFunction found) {
    if (found.configuration().isEmpty()) {
      throw found.absent();
    }
    return display.whole(Subject.of(found));
  }

  private Output whole(Call call, FoundFunction found) {
    ShownFunction shown = shown(found);
    return new Output(
        shown,
        new Location("S3"),
        Optional.of(found.tags())
            .filter(it -> !it.isEmpty())
            .filter(_ -> rights.allow(call, "lambda:ListTags", found.unqualified())),
        found.require().reserved().map(Concurrency::new));
  }
}
