package dev.keyturn.server.cli;

import dev.keyturn.server.config.Setting;
import dev.keyturn.server.config.Setting.Kind;
import dev.keyturn.server.config.SettingsReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `keyturn server`. Its options are the table of [Setting].
final class ServerCommand implements Callable<Integer> {
  static final String NAME = "server";

  private static final String CONFIG = "--config";
  private static final String CONFIG_VARIABLE = "KEYTURN_CONFIG";

  private final ServerStart start;
  private final Map<String, String> environment;

  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // command() sets the field.
  private ServerCommand(ServerStart start, Map<String, String> environment) {
    this.start = start;
    this.environment = environment;
  }

  static CommandLine command(ServerStart start, Map<String, String> environment) {
    ServerCommand command = new ServerCommand(start, environment);
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(NAME);
    spec.usageMessage()
        .description("Start the server; stop it with Ctrl-C or SIGTERM.")
        .footer(
            "",
            "Each option can also stand in the file given with --config (without its dashes) or in the",
            "environment (--tls-cert is KEYTURN_TLS_CERT). The command line wins over the environment, the",
            "environment over the file.",
            "",
            "Examples:",
            "  keyturn server",
            "  keyturn server --data /var/lib/keyturn --listen 0.0.0.0:7117 \\",
            "      --tls-cert /etc/keyturn/cert.pem --tls-key /etc/keyturn/key.pem",
            "  keyturn server --config /etc/keyturn/keyturn.yaml");
    addOptions(spec);
    command.spec = spec;
    return new CommandLine(spec);
  }

  /// Adds an option for each setting that may stand on a command line.
  private static void addOptions(CommandSpec command) {
    command.addOption(CommandLineProgram.help());
    command.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description("A YAML file with settings.")
            .build());
    Arrays.stream(Setting.values())
        .filter(setting -> setting.kind() != Kind.ENVIRONMENT)
        .map(ServerCommand::option)
        .forEach(command::addOption);
  }

  private static OptionSpec option(Setting setting) {
    String name = "--" + setting.key() + (setting.kind() == Kind.SECRET ? "-file" : "");
    String shown = setting.shownDefault();
    OptionSpec.Builder option =
        OptionSpec.builder(name)
            .description(
                setting.description()
                    + (shown.isEmpty() || setting.kind() == Kind.FLAG ? "" : " Default: " + shown));
    return switch (setting.kind()) {
      case FLAG -> option.type(boolean.class).arity("0").build();
      case LIST, TABLE ->
          option
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .paramLabel(setting.placeholder())
              .build();
      case TEXT -> option.type(String.class).paramLabel(setting.placeholder()).build();
      case SECRET, ENVIRONMENT -> option.type(String.class).paramLabel("FILE").build();
    };
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch stopped = new CountDownLatch(1);
    RunningServer server = start.start(settings().read());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  stopped.countDown();
                },
                "stop"));
    greet(server, out);
    stopped.await();
    return 0;
  }

  private SettingsReader settings() {
    ParseResult given = spec.commandLine().getParseResult();
    SettingsReader reader = new SettingsReader();
    Path file = given.matchedOptionValue(CONFIG, fileOfEnvironment());
    if (!file.toString().isEmpty()) {
      reader.file(file);
    }
    reader.environment(environment);
    given.matchedOptions().stream()
        .filter(option -> !option.longestName().equals(CONFIG))
        .filter(option -> !option.usageHelp())
        .forEach(option -> reader.option(option.longestName(), values(option)));
    return reader;
  }

  private Path fileOfEnvironment() {
    return Path.of(environment.getOrDefault(CONFIG_VARIABLE, ""));
  }

  private static List<String> values(OptionSpec option) {
    return option.type() == boolean.class ? List.of("true") : option.originalStringValues();
  }

  private static void greet(RunningServer server, PrintWriter out) {
    out.println("Keyturn answers at " + server.address());
    server
        .newCredentials()
        .ifPresent(file -> {
          out.println("First start: the administrator's access key is in " + file);
          out.println("For the AWS CLI, paste:");
          out.println();
          out.println(
              "  export AWS_SHARED_CREDENTIALS_FILE=%s AWS_PROFILE=keyturn AWS_DEFAULT_REGION=us-east-1"
                  .formatted(file.toAbsolutePath().normalize()));
          out.println(
              "  aws --endpoint-url %s secretsmanager list-secrets".formatted(server.address()));
          out.println();
        });
    out.flush();
  }
}
