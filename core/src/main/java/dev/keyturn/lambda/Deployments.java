package dev.keyturn.lambda;

import dev.keyturn.function.CodeArchive;
import dev.keyturn.function.Deployment;
import dev.keyturn.function.Variables;
import dev.keyturn.identity.Arn;
import java.time.Duration;
import java.util.List;

/// Makes functions ready to run. Thread-safe.
final class Deployments {
  private final CodeStore codes;
  private final VariableSeal seal;

  Deployments(CodeStore codes, VariableSeal seal) {
    this.codes = codes;
    this.seal = seal;
  }

  /// One version of a function, ready to run.
  Deployment of(Home home, Function function, Configuration configuration) {
    Variables variables = seal.open(function.id(), configuration.variables());
    Configuration.Program program = configuration.program();
    List<CodeArchive> layers =
        program.layers().stream().map(it -> codes.archive(home, it.code())).toList();
    return new Deployment(
        home.functionArn(function.name()),
        configuration.version(),
        configuration.revision(),
        program.runtime(),
        program.handler(),
        codes.archive(home, program.code()),
        layers,
        variables,
        Arn.parse(configuration.role()).orElseThrow(),
        limits(configuration.limits()),
        EgressList.of(variables),
        function.reserved());
  }

  private static Deployment.Limits limits(Configuration.Limits limits) {
    return new Deployment.Limits(
        Duration.ofSeconds(limits.timeout()), limits.memory(), limits.storage());
  }
}
