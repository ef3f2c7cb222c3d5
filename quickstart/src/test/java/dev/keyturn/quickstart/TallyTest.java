package dev.keyturn.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private final Tally tally = new Tally();

  @Test
  void countsAndKeepsTheLongestDenial() {
    tally.retrieved(Duration.ofMillis(2));
    tally.denied();
    tally.denied();
    tally.loggedIn("one", Duration.ofMillis(40));
    tally.loggedIn("one", Duration.ofMillis(10));
    tally.rotated();
    Tally.Snapshot now = tally.snapshot();
    assertThat(now.rotations()).isOne();
    assertThat(now.logIns()).isEqualTo(2);
    assertThat(now.denied()).isEqualTo(2);
    assertThat(now.lockedOut()).isZero();
    assertThat(now.longestDenied()).isEqualTo(Duration.ofMillis(40));
    assertThat(now.median()).isBetween(Duration.ofMillis(1), Duration.ofMillis(3));
  }

  @Test
  void awaitsTheLogInWithOneVersion() {
    CompletableFuture<Boolean> seen = CompletableFuture.supplyAsync(() -> await("two", LONG));
    tally.loggedIn("one", Duration.ZERO);
    tally.loggedIn("two", Duration.ZERO);
    assertThat(seen.join()).isTrue();
  }

  @Test
  void givesUpInTime() {
    tally.loggedIn("one", Duration.ZERO);
    assertThat(await("two", Duration.ofMillis(5))).isFalse();
  }

  @Test
  void aFailureEndsTheWaitAndTheFirstOneStays() {
    tally.failed("first");
    tally.failed("second");
    assertThat(await("two", LONG)).isFalse();
    assertThat(tally.snapshot().failure()).contains("first");
  }

  private boolean await(String version, Duration limit) {
    try {
      return tally.awaitLogIn(version, limit);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
