package dev.keyturn.server.cli;

import dev.keyturn.server.config.SettingsRefused;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/// The program `keyturn`: its commands, and how it fails. A failure is one line that names the
/// thing, the cause and the next step; never a stack trace.
public final class CommandLineProgram {
  private final CommandLine commands;

  public CommandLineProgram(ServerStart start) {
    this(start, System.getenv());
  }

  CommandLineProgram(ServerStart start, Map<String, String> environment) {
    CommandLine server = new CommandLine(new ServerCommand(start, environment));
    ServerCommand.addOptions(server.getCommandSpec());

    CommandSpec keyturn = CommandSpec.forAnnotatedObject(new Keyturn());
    keyturn.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build());
    commands =
        new CommandLine(keyturn)
            .addSubcommand(server)
            .addSubcommand(rotation(environment))
            .addSubcommand(function(environment))
            .addSubcommand(new AccountCommand(environment))
            .addSubcommand(new VersionCommand())
            .addSubcommand(new HelpCommand())
            .setExecutionExceptionHandler(failures())
            .setUsageHelpWidth(100)
            .setUsageHelpLongOptionsMaxWidth(40);
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

  /// What stands before the commands.
  @Command(
      name = "keyturn",
      addMethodSubcommands = false,
      description = "A self-hosted secrets manager that speaks AWS's language and rotates.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {
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
        "Exit codes: 0 done, 1 it failed, 2 it was asked wrongly."
      })
  private static final class Keyturn implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated field.
    Keyturn() {}

    @Override
    public void run() {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
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
    return commands.execute(arguments);
  }

  CommandLineProgram to(PrintWriter out, PrintWriter err) {
    commands.setOut(out).setErr(err);
    return this;
  }
}
