package dev.keyturn.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private final Tally tally = new Tally();

  @Test
  void nothingDeniedIsGood() {
    tally.loggedIn("one", Duration.ZERO);
    Verdict verdict = verdict(Strategy.ALTERNATING);
    assertThat(verdict.exitCode()).isZero();
    assertThat(verdict.summary())
        .contains("alternating users", "Denied log-ins     0", "shop 7, shop_clone 8")
        .contains("Nobody was locked out.");
  }

  @Test
  void oneDenialIsTooManyForAlternatingUsers() {
    tally.denied();
    tally.loggedIn("one", Duration.ofMillis(70));
    Verdict verdict = verdict(Strategy.ALTERNATING);
    assertThat(verdict.exitCode()).isOne();
    assertThat(verdict.summary()).contains("FAILED: the client was locked out.");
  }

  @Test
  void aSingleUserMayRetryAndTheLongestDenialIsShown() {
    tally.denied();
    tally.loggedIn("one", Duration.ofMillis(70));
    Verdict verdict = verdict(Strategy.SINGLE);
    assertThat(verdict.exitCode()).isZero();
    assertThat(verdict.summary())
        .contains("single user", "1; the client was in again after at most 70.0 ms")
        .contains("every denied log-in succeeded at a retry");
  }

  @Test
  void aSingleUserMustNotBeLockedOut() {
    tally.denied();
    tally.lockedOut();
    assertThat(verdict(Strategy.SINGLE).exitCode()).isOne();
  }

  @Test
  void whateverElseFailsIsNamed() {
    tally.failed("the disk is full");
    Verdict verdict = verdict(Strategy.ALTERNATING);
    assertThat(verdict.exitCode()).isOne();
    assertThat(verdict.summary()).contains("FAILED: the disk is full");
  }

  private Verdict verdict(Strategy strategy) {
    return new Verdict(
        strategy, tally.snapshot(), new TreeMap<>(Map.of("shop", 7L, "shop_clone", 8L)));
  }
}
