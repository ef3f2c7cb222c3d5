package dev.keyturn.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void sharesAreRightWithinFivePercent() {
    for (int millis = 1; millis <= 1_000; millis++) {
      latencies.add(Duration.ofMillis(millis));
    }
    assertThat(latencies.within(0.5).toMillis()).isCloseTo(500, withinPercentage(6));
    assertThat(latencies.within(0.99).toMillis()).isCloseTo(990, withinPercentage(6));
    assertThat(latencies.within(1).toMillis()).isCloseTo(1_000, withinPercentage(6));
  }

  @Test
  void nothingTookNoTime() {
    assertThat(latencies.within(0.5)).isZero();
  }

  @Test
  void extremesFindABucket() {
    latencies.add(Duration.ZERO);
    latencies.add(Duration.ofHours(1));
    assertThat(latencies.within(0.5)).isLessThan(Duration.ofNanos(2_000));
    assertThat(latencies.within(1)).isGreaterThan(Duration.ofMinutes(4));
  }
}
