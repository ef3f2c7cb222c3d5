package dev.keyturn.quickstart;

import java.io.Console;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `keyturn quickstart`.
@Command(
    name = "keyturn quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Rotates the password of a real PostgreSQL user while a client keeps logging in with what it"
          + " retrieves. Everything lives in a temporary folder, which is removed at the end.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:alternating: no log-in was ever denied; single: each succeeded within its retries",
      "1:a client was locked out, or something failed",
      "2:the command line is wrong"
    },
    footer = {
      "",
      "Examples:",
      "  ./keyturn quickstart",
      "  ./keyturn quickstart --rotations 20 --strategy single",
      "  ./keyturn quickstart --keep        and look at it with the AWS CLI and psql"
    })
final class Quickstart implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rotations",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often to rotate, 1 to 10,000 (default: ${DEFAULT-VALUE}).")
  private int rotations;

  @Option(
      names = "--strategy",
      paramLabel = "STRATEGY",
      defaultValue = "alternating",
      description = "single or alternating users (default: ${DEFAULT-VALUE}).")
  private Strategy strategy = Strategy.ALTERNATING;

  @Option(
      names = "--keep",
      description = "Then leave everything running, until Ctrl-C, and say how to look at it.")
  private boolean keep;

  private Quickstart() {}

  public static void main(String[] args) {
    // The server lies on the class path too: its logging is not ours.
    System.setProperty("logback.configurationFile", "dev/keyturn/quickstart/logback.xml");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Quickstart()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (rotations < 1 || rotations > 10_000) {
      throw new ParameterException(
          spec.commandLine(), "--rotations is a number from 1 to 10,000, not " + rotations);
    }
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    try (Cleanup cleanup = Cleanup.atExit()) {
      return demonstrate(
          new Demonstration(strategy, rotations, System.out, terminal, cleanup), cleanup);
    }
  }

  private int demonstrate(Demonstration demonstration, Cleanup cleanup)
      throws InterruptedException {
    try {
      Verdict verdict = demonstration.run(keep);
      System.out.print(verdict.summary());
      return verdict.exitCode();
    } catch (IOException | SQLException | RuntimeException failed) {
      if (!cleanup.closed()) {
        System.err.printf("%nThe quickstart failed: %s%n", failed.getMessage());
      }
      return 1;
    }
  }
}
