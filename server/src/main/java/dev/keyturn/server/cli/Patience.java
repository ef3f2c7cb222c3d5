package dev.keyturn.server.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Whether a command looks on until a rotation rests, and for how long.
final class Patience {
  @Option(
      names = "--wait",
      description = "Look on until it is done. Exit code 0: it succeeded; 1: it did not.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait at most. Default: ${DEFAULT-VALUE}",
      defaultValue = "300")
  private int timeout;

  boolean waits() {
    return wait;
  }

  /// The answer of DescribeRotation when there is nothing more to wait for, or the time is over.
  ///
  /// @param out what is going on is told here meanwhile
  JsonNode look(KeyturnClient client, String secret, PrintWriter out) throws InterruptedException {
    Progress progress = new Progress(out, atTerminal());
    return new RotationWatch(client, secret).untilItRests(progress, Duration.ofSeconds(timeout));
  }

  private static boolean atTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
