package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.rotation.Walk.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDelayTest {
  private static Walk failed(String token, boolean unsettled, int failures) {
    Walk walk = Walk.of(token, Kind.ROTATE, Optional.empty());
    if (unsettled) {
      walk = walk.setBegins(Instant.EPOCH);
    }
    for (int i = 0; i < failures; i++) {
      walk = walk.failed(true);
    }
    return walk;
  }

  @ParameterizedTest
  @CsvSource({
    "true, UNREACHABLE, 1, PT1S",
    "true, UNREACHABLE, 2, PT2S",
    "true, REFUSED, 3, PT5S",
    "true, TLS, 4, PT15S",
    "true, TIMEOUT, 5, PT1M",
    "true, BROKEN, 6, PT5M",
    "true, BROKEN, 1000, PT5M",
    "false, UNREACHABLE, 1, PT1M",
    "false, NOT_ALLOWED, 2, PT5M",
    "false, NOT_ALLOWED, 3, PT15M",
    "false, BROKEN, 4, PT1H",
    "false, BROKEN, 1000, PT1H",
    "true, BUSY, 1, PT2S",
    "false, BUSY, 1, PT2S",
    "false, BUSY, 2, PT5S",
    "false, BUSY, 6, PT10S",
    "false, BUSY, 7, PT30S",
    "false, BUSY, 1000, PT5M",
    "true, MISCONFIGURED, 1, PT1S",
    "true, MISCONFIGURED, 6, PT5M",
    "false, MISCONFIGURED, 1, PT1H",
  })
  void growsWithTheFailuresByClass(
      boolean unsettled, FailureClass failureClass, int failures, Duration expected) {
    Duration delay =
        RetryDelay.after(failureClass, failed("token", unsettled, failures)).orElseThrow();

    assertThat(delay)
        .isBetween(expected.multipliedBy(8).dividedBy(10), expected.multipliedBy(12).dividedBy(10));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aLockedAccountHasNone(boolean unsettled) {
    assertThat(RetryDelay.after(FailureClass.ACCOUNT_LOCKED, failed("token", unsettled, 1)))
        .isEmpty();
    assertThat(RetryDelay.settling(FailureClass.ACCOUNT_LOCKED, "token", 1)).isEmpty();
  }

  /// The same password would be rejected again: what is tried next is another one, or an operator.
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aRejectedPasswordHasNone(boolean unsettled) {
    assertThat(RetryDelay.after(FailureClass.REJECTED_PASSWORD, failed("token", unsettled, 1)))
        .isEmpty();
  }

  @Test
  void isTheSameForTheSameWalkAndSpreadOverTokens() {
    assertThat(RetryDelay.after(FailureClass.BROKEN, failed("token", false, 1)))
        .isEqualTo(RetryDelay.after(FailureClass.BROKEN, failed("token", false, 1)));
    assertThat(
            IntStream.range(0, 100)
                .mapToObj(i -> RetryDelay.after(FailureClass.BROKEN, failed("t" + i, false, 1)))
                .distinct()
                .count())
        .isGreaterThan(90);
  }

  @ParameterizedTest
  @CsvSource({"1, PT1S", "2, PT2S", "3, PT5S", "100, PT5M"})
  void settlingIsRetriedLikeEverythingUnsettled(int attempt, Duration expected) {
    assertThat(RetryDelay.settling(FailureClass.REFUSED, "token", attempt).orElseThrow())
        .isBetween(expected.multipliedBy(8).dividedBy(10), expected.multipliedBy(12).dividedBy(10));
  }
}
