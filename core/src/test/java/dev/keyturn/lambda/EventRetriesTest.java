package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventRetriesTest {
  private static final Instant ACCEPTED = Instant.parse("2026-11-29T08:00:00Z");

  private static QueuedEvent event(int attempts, int delays) {
    return new QueuedEvent(
        "arn:aws:lambda:eu-west-1:111122223333:function:worker",
        "id",
        "request",
        ACCEPTED.toEpochMilli(),
        1,
        attempts,
        delays);
  }

  private static Optional<Duration> pause(QueuedEvent event, Instant now) {
    return EventRetries.next(event, now).map(next -> Duration.between(now, next));
  }

  @ParameterizedTest
  @CsvSource({"1,0,60", "2,0,120", "0,1,1", "0,2,2", "1,3,4", "2,9,256", "0,10,300", "2,1000,300"})
  void waitsLongerEachTime(int attempts, int delays, long seconds) {
    assertThat(pause(event(attempts, delays), ACCEPTED)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void threeFailuresAreEnough() {
    assertThat(EventRetries.next(event(3, 0), ACCEPTED)).isEmpty();
  }

  @Test
  void nothingIsTriedAfterSixHours() {
    Instant last = ACCEPTED.plus(EventRetries.OLDEST).minusSeconds(1);
    assertThat(EventRetries.next(event(0, 1), last)).contains(ACCEPTED.plus(EventRetries.OLDEST));
    assertThat(EventRetries.next(event(0, 2), last)).isEmpty();
    assertThat(EventRetries.next(event(1, 0), last)).isEmpty();
  }

  @Test
  void aFailureAfterWaitingCountsAsOneFailure() {
    QueuedEvent waited = event(0, 0).delayed().delayed();
    assertThat(waited.delays()).isEqualTo(2);
    QueuedEvent failed = waited.attempted();
    assertThat(failed.attempts()).isEqualTo(1);
    assertThat(pause(failed, ACCEPTED)).contains(Duration.ofMinutes(1));
  }
}
