package dev.keyturn.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LiveLineTest {
  private final Tally tally = new Tally();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, UTF_8);

  @Test
  void outsideATerminalEachRotationIsALine() throws Exception {
    try (LiveLine line = new LiveLine(tally, 2, out, false)) {
      line.start();
      line.rotated();
      tally.retrieved(Duration.ofMillis(3));
      tally.loggedIn("one", Duration.ZERO);
      tally.rotated();
      line.rotated();
      tally.rotated();
      line.rotated();
    }
    assertThat(written.toString(UTF_8).lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).matches("rotations \\d/2 .*denied 0 .* ms.*"));
    assertThat(written.toString(UTF_8)).doesNotContain("\r", "\u001b");
  }

  @Test
  void onATerminalOneLineIsWrittenOver() throws Exception {
    try (LiveLine line = new LiveLine(tally, 2, out, true)) {
      line.start();
      Awaitility.await().until(() -> written.size() > 0);
      line.rotated();
    }
    assertThat(written.toString(UTF_8)).startsWith("\rrotations 0/2").endsWith("\n");
    assertThat(written.toString(UTF_8).lines()).hasSizeLessThan(4);
  }
}
