package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InstanceStartTest {
  private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");

  /// The kernel closes the pipe of a server that was killed.
  @Test
  void whatIsWatchedEndsWithTheServer() throws IOException, InterruptedException {
    try (InstanceStart start = new InstanceStart()) {
      Process process = start.watched(List.of("/bin/sh", "-c", "sleep 31003 & sleep 31003"), PATH);
      assertThat(ProcessTable.related(process.pid(), "no such word")).isNotEmpty();
      process.getOutputStream().close();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 9);
    }
  }

  @Test
  void theProcessSeesAnEndOfItsInputAndNothingElseOfTheWatch()
      throws IOException, InterruptedException {
    try (InstanceStart start = new InstanceStart()) {
      Process process = start.watched(List.of("/bin/sh", "-c", "cat; ls /proc/$$/fd; env"), PATH);
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said.lines().filter(line -> line.matches("\\d+"))).contains("0", "1", "2");
      assertThat(said.lines()).doesNotContain("3").noneMatch(line -> line.startsWith("KILL"));
      assertThat(process.waitFor()).isZero();
    }
  }
}
