package dev.keyturn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  private static final Instant BASE = Instant.parse("2026-11-21T12:30:00Z");

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          rate(1 day)      | -   | 2026-11-22T00:00:00Z | 2026-11-22T23:59:59Z
          rate(1 days)     | 1h  | 2026-11-22T00:00:00Z | 2026-11-22T00:59:59Z
          rate(10 days)    | 24h | 2026-12-01T00:00:00Z | 2026-12-01T23:59:59Z
          rate(2 days)     | 2h  | 2026-11-23T00:00:00Z | 2026-11-23T01:59:59Z
          rate(99 days)    | -   | 2027-02-28T00:00:00Z | 2027-02-28T23:59:59Z
          rate(1000 days)  | -   | 2029-08-17T00:00:00Z | 2029-08-17T23:59:59Z
          rate( 8  days )  | -   | 2026-11-29T00:00:00Z | 2026-11-29T23:59:59Z
          rate(4 hours)    | -   | 2026-11-21T16:00:00Z | 2026-11-21T16:59:59Z
          rate(4 hours)    | 4h  | 2026-11-21T16:00:00Z | 2026-11-21T19:59:59Z
          rate(6 hour)     | 2h  | 2026-11-21T18:00:00Z | 2026-11-21T19:59:59Z
          rate(12 hours)   | -   | 2026-11-22T00:00:00Z | 2026-11-22T00:59:59Z
          """)
  void theFirstWindowOpensAtMidnightOrOnItsGrid(
      String expression, String duration, Instant start, Instant latest) throws InvalidSchedule {
    Schedule schedule =
        duration == null ? Rules.expression(expression) : Rules.expression(expression, duration);
    Window window = schedule.next(BASE, BASE);
    assertThat(window.start()).isEqualTo(start);
    assertThat(window.latest()).isEqualTo(latest);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 30, 365, 1000})
  void automaticallyAfterDaysEqualsARateInDays(int days) throws InvalidSchedule {
    assertThat(Rules.days(days)).isEqualTo(Rules.expression("rate(" + days + " days)"));
    assertThat(Rules.days(days).daysAfter(BASE)).isEqualTo(days);
  }

  @Test
  void daysCountFromTheLastRotation() throws InvalidSchedule {
    Schedule schedule = Rules.days(30);
    assertThat(schedule.next(BASE, BASE).start()).isEqualTo("2026-12-21T00:00:00Z");
    Instant byHand = Instant.parse("2026-12-31T23:59:59Z");
    assertThat(schedule.next(byHand, byHand).start()).isEqualTo("2027-01-30T00:00:00Z");
  }

  @Test
  void aMissedDayIsMadeUpForInTheNextWindowNotAfterAnotherPeriod() throws InvalidSchedule {
    Schedule schedule = Rules.expression("rate(30 days)", "2h");
    Instant inTheWindow = Instant.parse("2026-12-24T01:30:00Z");
    Instant later = Instant.parse("2026-12-24T02:00:00Z");
    assertThat(schedule.next(inTheWindow, BASE).start()).isEqualTo("2026-12-24T00:00:00Z");
    assertThat(schedule.next(later, BASE).start()).isEqualTo("2026-12-25T00:00:00Z");
  }

  @Test
  void hoursKeepTheirGridWheneverTheSecretRotates() throws InvalidSchedule {
    Schedule schedule = Rules.expression("rate(6 hours)");
    Instant byHand = Instant.parse("2026-11-21T17:59:00Z");
    Instant late = Instant.parse("2026-11-21T18:59:59.500Z");
    assertThat(schedule.next(byHand, byHand).start()).isEqualTo("2026-11-21T18:00:00Z");
    assertThat(schedule.next(late, byHand).start()).isEqualTo("2026-11-22T00:00:00Z");
  }

  @Test
  void hoursThatDoNotDivideTheDayRunOnOverMidnight() throws InvalidSchedule {
    Schedule schedule = Rules.expression("rate(7 hours)");
    Instant last = BASE;
    for (int i = 0; i < 100; i++) {
      Instant next = schedule.next(last, last).start();
      if (i > 0) {
        assertThat(Duration.between(last, next)).isEqualTo(Duration.ofHours(7));
      }
      last = next;
    }
  }

  @Test
  void whatIsUsedUpDoesNotOpenAgain() throws InvalidSchedule {
    Schedule schedule = Rules.expression("rate(4 hours)", "4h");
    Instant start = Instant.parse("2026-11-21T16:00:00Z");
    assertThat(schedule.next(start, start.minusMillis(1)).start()).isEqualTo(start);
    assertThat(schedule.next(start, start).start()).isEqualTo("2026-11-21T20:00:00Z");
  }
}
