package dev.keyturn.lambda;

import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.lambda.ShownFunction.Logging;
import dev.keyturn.lambda.ShownFunction.ShownEnvironment;
import dev.keyturn.lambda.ShownFunction.ShownLayer;
import dev.keyturn.lambda.ShownFunction.ShownSnapStart;
import dev.keyturn.lambda.ShownFunction.Storage;
import dev.keyturn.lambda.ShownFunction.Tracing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Shows functions. Thread-safe.
final class Display {
  static final String LOG_GROUP = "/aws/lambda/";

  private final FunctionRuntime runtime;
  private final VariableSeal seal;

  Display(FunctionRuntime runtime, VariableSeal seal) {
    this.runtime = runtime;
    this.seal = seal;
  }

  /// Which function is shown, and under which qualifier.
  record Subject(Home home, Function function, Configuration configuration, String qualifier) {
    /// A version under its own number, `$LATEST` as the function as such.
    static Subject of(Home home, Function function, Configuration configuration) {
      return new Subject(
          home, function, configuration, configuration.isLatest() ? "" : configuration.version());
    }

    /// Under the qualifier that was asked for.
    static Subject of(FoundFunction found) {
      return new Subject(
          found.home(),
          found.require(),
          found.requireConfiguration(),
          found.qualifier().orElse(""));
    }

    Subject qualified() {
      return new Subject(home, function, configuration, configuration.version());
    }

    Arn arn() {
      String name = function.name();
      return home.functionArn(qualifier.isEmpty() ? name : name + ":" + qualifier);
    }
  }

  /// All of it.
  ShownFunction whole(Subject subject) {
    return show(subject, true);
  }

  /// As lists show it: without the variables, which not everybody may see who may see the list, and
  /// without its state.
  ShownFunction brief(Subject subject) {
    return show(subject, false);
  }

  private ShownFunction show(Subject subject, boolean whole) {
    Configuration shown = subject.configuration;
    Configuration.Program program = shown.program();
    return new ShownFunction(
        subject.function.name(),
        subject.arn().toString(),
        program.runtime(),
        shown.role(),
        program.handler(),
        program.code().size(),
        shown.description(),
        shown.limits().timeout(),
        shown.limits().memory(),
        Times.shown(shown.modified()),
        program.code().shown(),
        shown.version(),
        whole ? environment(subject) : Optional.empty(),
        new Tracing(shown.options().tracing()),
        shown.revision(),
        layers(program),
        whole ? Optional.of("Active") : Optional.empty(),
        whole ? Optional.of(runsOn(subject.function, program.runtime())) : Optional.empty(),
        whole ? Optional.of("Successful") : Optional.empty(),
        "Zip",
        List.of(shown.options().architecture()),
        new Storage(shown.limits().storage()),
        new ShownSnapStart("None", "Off"),
        new Logging("Text", LOG_GROUP + subject.function.name()));
  }

  private String runsOn(Function function, String asked) {
    if (BuiltInDocuments.isBuiltIn(function)) {
      return "Built in: runs within the server";
    }
    return runtime
        .standIn(asked)
        .map(it -> "Runs on " + it + " (asked for: " + asked + ")")
        .orElse("Nothing on this server's machine can run " + asked + " now");
  }

  private Optional<ShownEnvironment> environment(Subject subject) {
    Map<String, SecretValue> variables = new TreeMap<>();
    seal.open(subject.function.id(), subject.configuration.variables())
        .revealAll()
        .forEach((name, value) -> variables.put(name, SecretValue.ofString(value)));
    return Optional.of(new ShownEnvironment(variables)).filter(_ -> !variables.isEmpty());
  }

  private static Optional<List<ShownLayer>> layers(Configuration.Program program) {
    return Optional.of(
            program.layers().stream()
                .map(it -> new ShownLayer(it.arn(), it.code().size()))
                .toList())
        .filter(it -> !it.isEmpty());
  }
}
