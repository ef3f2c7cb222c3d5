package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.lambda.Configuration.Limits;
import dev.keyturn.lambda.Configuration.Options;
import dev.keyturn.lambda.Configuration.Program;
import dev.keyturn.lambda.Display.Subject;
import dev.keyturn.lambda.FunctionSettings.Logging;
import dev.keyturn.lambda.FunctionSettings.SnapStart;
import dev.keyturn.lambda.FunctionSettings.Storage;
import dev.keyturn.lambda.FunctionSettings.Tracing;
import dev.keyturn.lambda.FunctionWriter.Change;
import dev.keyturn.lambda.FunctionWriter.Written;
import dev.keyturn.lambda.GivenVariables.Environment;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import java.util.List;
import java.util.Optional;

/// Changes how a function is run. What a request does not name stays as it is.
public final class UpdateFunctionConfiguration {
  private final FoundFunction.Finder finder;
  private final FunctionRepository repository;
  private final FunctionWriter writer;
  private final FunctionSettings settings;
  private final Showing showing;

  /// What ends the instances that ran as it was before, and what shows how it is now.
  record Showing(FunctionRuntime runtime, Display display) {}

  UpdateFunctionConfiguration(
      FunctionRepository repository,
      FunctionWriter writer,
      FunctionSettings settings,
      Showing showing) {
    this.finder = new FoundFunction.Finder(repository);
    this.repository = repository;
    this.writer = writer;
    this.settings = settings;
    this.showing = showing;
  }

  public record Input(
      String functionName,
      Optional<String> role,
      Optional<String> handler,
      Optional<String> description,
      Optional<Integer> timeout,
      Optional<Integer> memorySize,
      Optional<Environment> environment,
      Optional<String> runtime,
      Optional<Tracing> tracingConfig,
      Optional<String> revisionId,
      Optional<List<String>> layers,
      Optional<Storage> ephemeralStorage,
      Optional<SnapStart> snapStart,
      Optional<Logging> loggingConfig) {}

  Operation<Input, FoundFunction, ShownFunction> row() {
    return new Operation<>(
            "UpdateFunctionConfiguration",
            Input.class,
            ShownFunction.class,
            WRITE,
            "lambda:UpdateFunctionConfiguration",
            (call, input) -> finder.unqualified(call, input.functionName()),
            this::handle)
        .keyed(
            ConditionKeys.<Input>none()
                .withAll("lambda:Layer", it -> it.layers().orElse(List.of())))
        .without(
            ShownFunction.leftOut("", "ImageConfig", "CapacityProviderConfig", "DurableConfig"));
  }

  private ShownFunction handle(Call call, FoundFunction found, Input input) {
    Function known = found.require();
    Revisions.demand(input.revisionId(), known.latest().revision());
    demandOwn(found, input);
    FunctionSettings.demandNoSnapStart(input.snapStart());
    FunctionSettings.demandUsualLogging(input.loggingConfig(), found.name());
    input.role().ifPresent(it -> settings.demandRole(call, found, it));
    input.runtime().ifPresent(settings::demandRuntime);
    Optional<List<LayerUse>> layers = input.layers().map(it -> settings.layers(call, found, it));
    Written written =
        writer.change(
            found,
            Change.NOTHING_ELSE,
            call.at(),
            before -> {
              Revisions.demand(input.revisionId(), before.latest().revision());
              return before.with(changed(call, before, input, layers));
            });
    showing.runtime.retire(found.home().functionArn(found.name()));
    return showing.display.whole(
        Subject.of(found.home(), written.function(), written.configuration()));
  }

  private static void demandOwn(FoundFunction found, Input input) {
    boolean others =
        input.role().isPresent()
            || input.handler().isPresent()
            || input.runtime().isPresent()
            || input.layers().isPresent();
    if (others) {
      found.demandOwn("Only its environment variables, timeout and description can be changed.");
    }
  }

  private Configuration changed(
      Call call, Function function, Input input, Optional<List<LayerUse>> layers) {
    Configuration before = function.latest();
    return new Configuration(
        Configuration.LATEST,
        repository.newRevision(),
        call.at(),
        input.description().orElse(before.description()),
        input.role().orElse(before.role()),
        program(before.program(), input, layers),
        limits(before.limits(), input),
        new Options(
            before.options().architecture(),
            input.tracingConfig().flatMap(Tracing::mode).orElse(before.options().tracing())),
        input.environment().isPresent()
            ? settings.variables(function.id(), input.environment().get(), before.variables())
            : before.variables());
  }

  private static Program program(Program before, Input input, Optional<List<LayerUse>> layers) {
    Program after =
        new Program(
            input.runtime().orElse(before.runtime()),
            input.handler().or(before::handler),
            before.code(),
            layers.orElse(before.layers()));
    FunctionSettings.demandHandler(after.runtime(), after.handler());
    FunctionSettings.demandSize(after);
    return after;
  }

  private static Limits limits(Limits before, Input input) {
    return FunctionSettings.limits(
        input.timeout().orElse(before.timeout()),
        input.memorySize().orElse(before.memory()),
        input.ephemeralStorage().map(Storage::size).orElse(before.storage()));
  }
}
