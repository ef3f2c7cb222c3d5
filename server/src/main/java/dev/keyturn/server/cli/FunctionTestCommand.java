package dev.keyturn.server.cli;

import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.server.cli.FunctionRehearsal.Clients;
import dev.keyturn.server.cli.FunctionRehearsal.Wish;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `keyturn function test`: the four steps against a secret of their own, and what is missing.
@Command(
    name = "test",
    description = {
      "Run a rotation function's four steps with a scratch secret, and say what is missing.",
      "It changes the credential in the file AT THE TARGET, as every rotation does. The new one goes to the file of"
          + " --result; without that, the scratch secret is kept, so that nobody is locked out."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  keyturn function test rotate-billing --secret-string try.json --result after.json",
      "  keyturn function test rotate-app --secret-string try.json --superuser db/admin --result after.json",
      "  keyturn function test rotate-billing --secret-string try.json --result after.json --logs"
    })
final class FunctionTestCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Parameters(paramLabel = "FUNCTION", description = "Its name or ARN.")
  private String function;

  @Option(
      names = "--secret-string",
      required = true,
      paramLabel = "FILE",
      description = "A file with the secret's JSON: a credential that you can spare.")
  private Path file;

  @Option(
      names = "--superuser",
      paramLabel = "SECRET",
      description = "The superuser's secret, by name or ARN: becomes masterarn in the JSON.")
  private Optional<String> superuser = Optional.empty();

  @Option(
      names = "--result",
      paramLabel = "FILE",
      description =
          "A new file, readable by you alone, for the credential that the target holds then.")
  private Optional<Path> result = Optional.empty();

  @Option(names = "--keep", description = "Keep the scratch secret.")
  private boolean keep;

  @Option(
      names = "--logs",
      description = "Show what the function prints also when all steps succeed.")
  private boolean logs;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait at most. Default: ${DEFAULT-VALUE}",
      defaultValue = "300")
  private int timeout;

  @Mixin private Connection connection;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
  FunctionTestCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    SecretValue given = read();
    try (Clients clients =
        new Clients(
            connection.open(environment, function, "secretsmanager"),
            connection.open(environment, function),
            connection.open(environment, function, "logs"))) {
      SecretValue value =
          superuser.isPresent() ? withSuperuser(clients.secrets(), given, superuser.get()) : given;
      Optional<ResultFile> kept = result.map(ResultFile::claim);
      try {
        warn();
        return new FunctionRehearsal(clients, out(), new Wish(kept, keep, logs))
            .run(value, this::arn, Duration.ofSeconds(timeout));
      } finally {
        kept.ifPresent(ResultFile::drop);
      }
    }
  }

  private void warn() {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "The function is about to change the credential in %s at its target, for real."
            .formatted(file));
    if (result.isEmpty()) {
      err.println(
          "No --result is named: the scratch secret stays, and is the only place of the new one.");
    }
    err.flush();
  }

  private SecretValue read() {
    try {
      return SecretValue.ofString(Files.readString(file).strip());
    } catch (IOException unreadable) {
      throw new ClientRefused(
          "The file %s cannot be read as text (%s). Name one with the secret's JSON."
              .formatted(file, unreadable.getClass().getSimpleName()));
    }
  }

  private SecretValue withSuperuser(KeyturnClient secrets, SecretValue given, String id)
      throws InterruptedException {
    String arn = secrets.call("DescribeSecret", Map.of("SecretId", id)).path("ARN").asString("");
    try {
      JsonNode json = KeyturnClient.JSON.readTree(given.revealString());
      if (json instanceof ObjectNode object) {
        return SecretValue.ofString(object.put("masterarn", arn).toString());
      }
    } catch (JacksonException _) {
      // Refused below, without the parser's words: they quote the text.
    }
    throw new ClientRefused(
        "The file " + file + " holds no JSON object, which --superuser could add masterarn to.");
  }

  /// The function's ARN, beside the secret.
  private String arn(Arn secret) {
    return Arn.parse(function)
        .map(Arn::toString)
        .orElseGet(() ->
            "arn:aws:lambda:%s:%s:function:%s"
                .formatted(secret.region(), secret.account(), function));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
