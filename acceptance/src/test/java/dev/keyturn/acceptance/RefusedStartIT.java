package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Tool.Result refused =
        Tool.server("-Djava.io.tmpdir=/proc/self")
            .run(
                "--data",
                folder.resolve("data").toString(),
                "--listen",
                "127.0.0.1:0",
                "--log-format",
                format);
    assertThat(refused.exitCode()).as(refused.errors()).isEqualTo(1);
    assertThat(refused.errors().lines().filter(line -> !line.startsWith("NOTE: Picked up")))
        .singleElement()
        .asString()
        .startsWith("keyturn: SQLite's native library cannot be loaded from /proc/self")
        .contains("-Djava.io.tmpdir=FOLDER");
  }

  @Test
  void aWrongOptionLeavesNothingUnpackedBehind() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Tool.Result refused = Tool.server("-Djava.io.tmpdir=" + temporary).run("--lisen", "x");
    assertThat(refused.exitCode()).as(refused.errors()).isEqualTo(2);
    assertThat(refused.errors()).contains("Unknown options: '--lisen'");
    assertThat(temporary).isEmptyDirectory();
  }
}
