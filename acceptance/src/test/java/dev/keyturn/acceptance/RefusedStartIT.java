package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Keyturn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot start says why in one line.
class RefusedStartIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void whereNothingCanBeUnpackedOneLineSaysWhatToDo(String format) throws Exception {
    ProcessBuilder server =
        Keyturn.command(
            "server",
            "--data",
            folder.resolve("data").toString(),
            "--listen",
            "127.0.0.1:0",
            "--log-format",
            format);
    server.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=/proc/self");
    assertThat(errors(server, 1).lines().filter(line -> !line.startsWith("NOTE: Picked up")))
        .singleElement()
        .asString()
        .startsWith("keyturn: SQLite's native library cannot be loaded from /proc/self")
        .contains("-Djava.io.tmpdir=FOLDER");
  }

  @Test
  void aWrongOptionLeavesNothingUnpackedBehind() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    ProcessBuilder server = Keyturn.command("server", "--lisen", "x");
    server.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    assertThat(errors(server, 2)).contains("Unknown options: '--lisen'");
    assertThat(temporary).isEmptyDirectory();
  }

  private String errors(ProcessBuilder server, int code) throws Exception {
    Path errors = folder.resolve("errors");
    Process process =
        server
            .redirectError(errors.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isEqualTo(code);
    return Files.readString(errors);
  }
}
