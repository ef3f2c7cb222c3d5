package dev.keyturn.server.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `keyturn rotation check`: whether a secret would rotate, before it does.
@Command(
    name = "check",
    description = {
      "Find out whether a secret would rotate, without rotating it.",
      "What is tried at the target is rolled back. Exit code 0: nothing failed."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  keyturn rotation check app/database",
      "  keyturn rotation check app/database --function SecretsManagerRDSPostgreSQLRotationMultiUser",
      "  keyturn rotation check app/database --json"
    })
final class RotationCheckCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Parameters(paramLabel = "SECRET", description = "Its name or ARN.")
  private String secret;

  @Option(
      names = "--function",
      paramLabel = "FUNCTION",
      description = "The function to check with, by name or ARN. By default the secret's own.")
  private Optional<String> function = Optional.empty();

  @Mixin private Connection connection;
  @Mixin private RotationCommand.Output output;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
  RotationCheckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> input = new HashMap<>(Map.of("SecretId", secret));
    function.ifPresent(name -> input.put("RotationLambdaARN", name));
    try (KeyturnClient client = connection.open(environment, secret)) {
      JsonNode report = client.call("CheckRotation", input);
      output.print(out, report, () -> new RotationText(out).check(report));
      return report.path("Passed").asBoolean(false) ? 0 : 1;
    }
  }
}
