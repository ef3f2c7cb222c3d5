package dev.keyturn.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StrategyTest {

  @Test
  void allPausesTogetherStayBelowTwoSeconds() {
    RandomGenerator random = RandomGenerator.getDefault();
    for (int run = 0; run < 1_000; run++) {
      Duration all = Duration.ZERO;
      for (int retry = 0; retry < Strategy.SINGLE.retries(); retry++) {
        all = all.plus(Strategy.SINGLE.pause(retry, random));
      }
      assertThat(all).isBetween(Duration.ofMillis(500), Duration.ofSeconds(2));
    }
  }

  @Test
  void aClientOfAlternatingUsersNeverRetries() {
    assertThat(Strategy.ALTERNATING.retries()).isZero();
    assertThat(Strategy.SINGLE.retries()).isEqualTo(5);
  }
}
