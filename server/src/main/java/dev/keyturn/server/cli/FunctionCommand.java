package dev.keyturn.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `keyturn function`: what functions there are, and from nothing to one that is known to work.
@Command(
    name = "function",
    description = "Look at functions, begin a rotation function of your own, and try it.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  keyturn function list --own",
      "  keyturn function new rotate-billing --runtime python --strategy single",
      "  keyturn function test rotate-billing --secret-string try.json --result after.json"
    })
final class FunctionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated field.
  FunctionCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
