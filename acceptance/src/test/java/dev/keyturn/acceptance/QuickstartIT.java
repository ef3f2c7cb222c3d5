package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Keyturn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The first command of the README, as a stranger runs it.
class QuickstartIT {
  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"single", "alternating"})
  void rotatesWhileAClientLogsIn(String strategy) throws Exception {
    Process process = start("--rotations", "3", "--strategy", strategy);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String output = Files.readString(output());
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output)
        .contains("rotations 1/3", "rotations 2/3", "rotations 3/3", "Nobody was locked out")
        .doesNotContain("\r", "\u001b");
    assertNothingLeft();
  }

  @Test
  void keepShowsTheWayAndCtrlCRemovesEverything() throws Exception {
    Process process = start("--rotations", "1", "--keep");
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .failFast(() -> !process.isAlive())
        .until(() -> Files.readString(output()).contains("Ctrl-C ends it"));
    assertThat(Files.readString(output()))
        .contains("AWS_SHARED_CREDENTIALS_FILE=", "psql", "rotate-secret");
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertNothingLeft();
  }

  @Test
  void helpHasExamples() throws Exception {
    Process process = start("--help");
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(output())).contains("--strategy", "./keyturn quickstart --keep");
  }

  private Process start(String... options) throws Exception {
    ProcessBuilder builder =
        Keyturn.command(
            Stream.concat(Stream.of("quickstart"), Stream.of(options)).toArray(String[]::new));
    builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    return builder.redirectErrorStream(true).redirectOutput(output().toFile()).start();
  }

  private static Path output() {
    return Evidence.folder("quickstart").resolve("output.log");
  }

  private void assertNothingLeft() throws Exception {
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
    assertThat(ProcessHandle.allProcesses().flatMap(handle -> handle.info().commandLine().stream()))
        .noneMatch(line -> line.contains(temporary.toString()));
  }
}
