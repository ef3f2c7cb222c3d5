package dev.keyturn.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class QuickstartTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      Quickstart.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void helpShowsTheOptionsTheExitCodesAndExamples() {
    assertThat(command.execute("--help")).isZero();
    assertThat(out.toString())
        .contains("--rotations=N", "--strategy=STRATEGY", "--keep", "Exit codes", "Examples:");
  }

  @Test
  void anUnknownStrategyIsRefusedWithTheKnownOnes() {
    assertThat(command.execute("--strategy", "triple")).isEqualTo(2);
    assertThat(err.toString()).containsIgnoringCase("single").contains("'triple'");
  }

  @Test
  void theNumberOfRotationsHasBounds() {
    assertThat(command.execute("--rotations", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rotations is a number from 1 to 10,000, not 0");
  }
}
