package dev.keyturn.server.cli;

import dev.keyturn.server.config.SettingsRefused;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The program `keyturn`: its commands, and how it fails. A failure is one line that names the
/// thing, the cause and the next step; never a stack trace.
public final class CommandLineProgram {
  private final ServerStart start;
  private final Map<String, String> environment;
  private PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
  private PrintWriter err = new PrintWriter(System.err, true, System.err.charset());

  public CommandLineProgram(ServerStart start) {
    this(start, System.getenv());
  }

  CommandLineProgram(ServerStart start, Map<String, String> environment) {
    this.start = start;
    this.environment = environment;
  }

  /// Those that the arguments may ask for: for the rest, a start of the server would wait a tenth
  /// of its time.
  private CommandLine commands(String... arguments) {
    CommandLine commands =
        Keyturn.command().addSubcommand(ServerCommand.command(start, environment));
    if (!isServer(arguments)) {
      commands
          .addSubcommand(rotation(environment))
          .addSubcommand(function(environment))
          .addSubcommand(new AccountCommand(environment))
          .addSubcommand(new VersionCommand())
          .addSubcommand(new HelpCommand());
    }
    return commands
        .setExecutionExceptionHandler(failures())
        .setUsageHelpWidth(100)
        .setUsageHelpLongOptionsMaxWidth(40);
  }

  /// Whether it is the server that is to be started, or shown.
  public static boolean isServer(String... arguments) {
    return arguments.length > 0 && arguments[0].equals(ServerCommand.NAME);
  }

  /// What stands before the commands. Like the server's, without annotations: what reads them takes
  /// as long again.
  private static final class Keyturn implements Runnable {
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // command() sets the field.
    private Keyturn() {}

    static CommandLine command() {
      Keyturn keyturn = new Keyturn();
      keyturn.spec = CommandSpec.wrapWithoutInspection(keyturn).name("keyturn");
      keyturn.spec.addOption(help());
      keyturn
          .spec
          .usageMessage()
          .synopsisSubcommandLabel("COMMAND")
          .description("A self-hosted secrets manager that speaks AWS's language and rotates.")
          .footer(
              "",
              "  quickstart        Rotate a real database's password while a client keeps logging in.",
              "",
              "Examples:",
              "  keyturn quickstart",
              "  keyturn server",
              "  keyturn rotation list",
              "  keyturn function new rotate-billing --runtime python --strategy single",
              "  keyturn account create",
              "  keyturn help server",
              "",
              "Exit codes: 0 done, 1 it failed, 2 it was asked wrongly.");
      return new CommandLine(keyturn.spec);
    }

    @Override
    public void run() {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }

  static OptionSpec help() {
    return OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build();
  }

  private static CommandLine function(Map<String, String> environment) {
    return new CommandLine(new FunctionCommand())
        .addSubcommand(new FunctionListCommand(environment))
        .addSubcommand(new FunctionNewCommand())
        .addSubcommand(new FunctionTestCommand(environment));
  }

  private static CommandLine rotation(Map<String, String> environment) {
    CommandLine rotation =
        new CommandLine(new RotationCommand(environment))
            .addSubcommand(new RotationCheckCommand(environment));
    OperatorCommands.all(environment).forEach(rotation::addSubcommand);
    return rotation;
  }

  private static IExecutionExceptionHandler failures() {
    return (failure, command, _) -> {
      command.getErr().println("keyturn: " + failure.getMessage());
      command.getErr().flush();
      return failure instanceof SettingsRefused ? 2 : 1;
    };
  }

  /// Runs a command.
  ///
  /// @return the exit code
  public int run(String... arguments) {
    return commands(arguments).setOut(out).setErr(err).execute(arguments);
  }

  CommandLineProgram to(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    return this;
  }
}
