package dev.keyturn.acceptance.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The server and the data folder of a PostgreSQL, which is ended, started, backed up and restored.
final class PostgresCluster {
  private final Path data;
  private final Path backup;
  private final Path controller;

  /// @param binaries the folder of its programs
  PostgresCluster(Path data, Path binaries) {
    this.data = data;
    this.backup = data.resolveSibling("backup");
    this.controller = binaries.resolve("pg_ctl");
  }

  /// As a crash would.
  void stop() {
    control("stop", "-m", "immediate");
  }

  /// With the options of its last start.
  void startAgain() {
    control("restart");
  }

  /// Keeps the folder as it is, for [#restore()].
  void backUp() {
    control("stop", "-m", "fast");
    run(List.of("cp", "-a", data.toString(), backup.toString()));
    startAgain();
  }

  /// What came after the backup is lost to the server; its log stays in the evidence.
  void restore() {
    stop();
    try {
      Files.move(data, data.resolveSibling("data-until-" + System.nanoTime()));
      Files.move(backup, data);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    startAgain();
  }

  private void control(String... arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // As it was started: it refuses to be root.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(controller.toString(), "-D", data.toString(), "-w"));
    command.addAll(List.of(arguments));
    run(command);
  }

  private void run(List<String> command) {
    Path output = data.resolveSibling("control.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(output.toFile()))
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + Files.readString(output));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
