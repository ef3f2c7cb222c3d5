package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.key.SecretValue;
import dev.keyturn.lambda.Configuration.Options;
import dev.keyturn.lambda.Configuration.Program;
import dev.keyturn.lambda.Display.Subject;
import dev.keyturn.lambda.FunctionSettings.Logging;
import dev.keyturn.lambda.FunctionSettings.SnapStart;
import dev.keyturn.lambda.FunctionSettings.Storage;
import dev.keyturn.lambda.FunctionSettings.Tracing;
import dev.keyturn.lambda.FunctionWriter.Change;
import dev.keyturn.lambda.FunctionWriter.Publish;
import dev.keyturn.lambda.FunctionWriter.Written;
import dev.keyturn.lambda.GivenVariables.Environment;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceConflict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes a function of a zip.
public final class CreateFunction {
  private static final String ZIP = "Zip";

  private final FoundFunction.Finder finder;
  private final FunctionRepository repository;
  private final FunctionWriter writer;
  private final FunctionSettings settings;
  private final Display display;

  CreateFunction(
      FunctionRepository repository,
      FunctionWriter writer,
      FunctionSettings settings,
      Display display) {
    this.finder = new FoundFunction.Finder(repository);
    this.repository = repository;
    this.writer = writer;
    this.settings = settings;
    this.display = display;
  }

  public record Input(
      String functionName,
      Optional<String> runtime,
      String role,
      Optional<String> handler,
      FunctionCode code,
      Optional<String> description,
      Optional<Integer> timeout,
      Optional<Integer> memorySize,
      Optional<Boolean> publish,
      Optional<String> packageType,
      Optional<Environment> environment,
      Optional<Tracing> tracingConfig,
      Optional<Map<String, String>> tags,
      Optional<List<String>> layers,
      Optional<List<String>> architectures,
      Optional<Storage> ephemeralStorage,
      Optional<SnapStart> snapStart,
      Optional<Logging> loggingConfig) {}

  public record FunctionCode(
      Optional<SecretValue> zipFile,
      Optional<String> s3Bucket,
      Optional<String> s3Key,
      Optional<String> s3ObjectVersion,
      Optional<String> imageUri) {}

  Operation<Input, FoundFunction, ShownFunction> row() {
    return new Operation<>(
            "CreateFunction",
            Input.class,
            ShownFunction.class,
            WRITE,
            "lambda:CreateFunction",
            (call, input) -> finder.unqualified(call, input.functionName()),
            this::handle)
        .keyed(
            ConditionKeys.<Input>none()
                .withTags(it -> it.tags().orElse(Map.of()))
                .withAll("lambda:Layer", it -> it.layers().orElse(List.of())))
        .needing(it ->
            it.tags().filter(tags -> !tags.isEmpty()).isPresent()
                ? List.of("lambda:TagResource")
                : List.of())
        .without(
            ShownFunction.leftOut(
                "",
                "ImageConfig",
                "CodeSigningConfigArn",
                "CapacityProviderConfig",
                "DurableConfig",
                "PublishTo",
                "TenancyConfig",
                "Code.SourceKMSKeyArn"));
  }

  private ShownFunction handle(Call call, FoundFunction found, Input input) {
    if (found.function().isPresent()) {
      throw exists(found);
    }
    CheckedZip zip = demand(call, found, input);
    Function function = function(call, found, input, zip);
    Change change =
        new Change(
            Optional.of(zip),
            input.publish().filter(it -> it).map(_ -> new Publish(Optional.empty())));
    Written written =
        writer.create(found.home(), function, change, call.at()).orElseThrow(() -> exists(found));
    return display.whole(Subject.of(found.home(), written.function(), written.configuration()));
  }

  private static ResourceConflict exists(FoundFunction found) {
    return new ResourceConflict("Function already exist: " + found.name());
  }

  private CheckedZip demand(Call call, FoundFunction found, Input input) {
    if (input.packageType().filter(it -> !it.equals(ZIP)).isPresent()) {
      throw new InvalidParameterValue(
          "Functions are made of zips: Keyturn runs no container images.");
    }
    String runtime =
        input
            .runtime()
            .orElseThrow(() ->
                new InvalidParameterValue(
                    "Runtime and Handler are mandatory parameters for functions created with"
                        + " deployment packages."));
    FunctionSettings.demandHandler(runtime, input.handler());
    FunctionSettings.demandNoSnapStart(input.snapStart());
    FunctionSettings.demandUsualLogging(input.loggingConfig(), found.name());
    Map<String, String> _ = FunctionTags.valid(input.tags().orElse(Map.of()));
    settings.demandRole(call, found, input.role());
    settings.demandRuntime(runtime);
    FunctionCode code = input.code();
    return new CodeGiven(
            code.zipFile(),
            code.s3Bucket().isPresent() || code.s3Key().isPresent() || code.imageUri().isPresent())
        .require();
  }

  private Function function(Call call, FoundFunction found, Input input, CheckedZip zip) {
    String id = repository.newId();
    Program program =
        new Program(
            input.runtime().orElseThrow(),
            input.handler(),
            zip.code(),
            settings.layers(call, found, input.layers().orElse(List.of())));
    FunctionSettings.demandSize(program);
    Configuration latest =
        new Configuration(
            Configuration.LATEST,
            repository.newRevision(),
            call.at(),
            input.description().orElse(""),
            input.role(),
            program,
            FunctionSettings.limits(
                input.timeout().orElse(FunctionSettings.USUAL_TIMEOUT),
                input.memorySize().orElse(FunctionSettings.USUAL_MEMORY),
                input.ephemeralStorage().map(Storage::size).orElse(FunctionSettings.USUAL_STORAGE)),
            new Options(
                architecture(input.architectures()).orElse(Options.X86),
                input.tracingConfig().flatMap(Tracing::mode).orElse(Options.PASS_THROUGH)),
            input.environment().flatMap(it -> settings.variables(id, it, Optional.empty())));
    return Function.first(id, found.name(), latest, input.tags().orElse(Map.of()));
  }

  /// The one architecture that a request names.
  static Optional<String> architecture(Optional<List<String>> given) {
    if (given.filter(it -> it.size() != 1).isPresent()) {
      throw new InvalidParameterValue("Exactly one architecture has to be given.");
    }
    return given.map(List::getFirst);
  }
}
