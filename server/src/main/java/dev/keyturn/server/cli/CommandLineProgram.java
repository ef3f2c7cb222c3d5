package dev.keyturn.server.cli;

import dev.keyturn.server.config.SettingsRefused;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The program `keyturn`: its commands, and how it fails. A failure is one line that names the
/// thing, the cause and the next step; never a stack trace.
public final class CommandLineProgram {
  private static final String HELP = "--help";

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
        new CommandLine(keyturn()).addSubcommand(ServerCommand.of(start, environment));
    if (List.of(arguments).indexOf(ServerCommand.NAME) != 0) {
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

  /// What stands before the commands. Like the server's, without annotations: what reads them takes
  /// as long again.
  private static CommandSpec keyturn() {
    CommandSpec keyturn =
        CommandSpec.create()
            .name("keyturn")
            .addOption(
                OptionSpec.builder("-h", HELP).usageHelp(true).description("Show this.").build());
    keyturn
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
    return keyturn;
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
    String[] asked = arguments.length == 0 ? new String[] {HELP} : arguments;
    return commands(asked).setOut(out).setErr(err).execute(asked);
  }

  CommandLineProgram to(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    return this;
  }
}
