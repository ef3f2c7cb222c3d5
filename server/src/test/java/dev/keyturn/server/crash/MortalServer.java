package dev.keyturn.server.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A server in a process of its own, which may die.
final class MortalServer {
  private final Path data;
  private final boolean careless;

  /// @param careless whether the target's driver is
  MortalServer(Path data, boolean careless) {
    this.data = data;
    this.careless = careless;
  }

  /// The end of a process.
  ///
  /// @param points what it came to, in order
  /// @param output everything that it said
  record End(int exitCode, List<String> points, String output) {

    String lastPoint() {
      return points.isEmpty() ? "before any point" : points.getLast();
    }
  }

  /// Rotates until it dies at a point.
  ///
  /// @param haltAt from 1; 0: not at all
  End rotate(Victim victim, int haltAt) throws IOException, InterruptedException {
    Path temporary = Files.createTempDirectory(data.getParent(), "process");
    List<String> command = command(temporary, victim, haltAt);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      List<String> points =
          output
              .lines()
              .filter(line -> line.startsWith(Points.LINE))
              .map(line -> line.substring(Points.LINE.length()))
              .toList();
      return new End(process.waitFor(), points, output);
    } finally {
      process.destroyForcibly().waitFor();
      Program.shared().ended(command);
      Program.delete(temporary);
    }
  }

  private List<String> command(Path temporary, Victim victim, int haltAt) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary));
    command.addAll(Program.shared().options());
    command.addAll(
        List.of(
            CrashMain.class.getName(),
            data.toString(),
            victim.secretArn(),
            victim.scenario().functionArn(),
            victim.token(),
            String.valueOf(haltAt),
            String.valueOf(careless)));
    return command;
  }
}
