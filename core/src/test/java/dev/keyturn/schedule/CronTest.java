package dev.keyturn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
  /// A Saturday.
  private static final Instant NOW = Instant.parse("2026-11-21T12:30:00Z");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # AWS's own samples
          cron(0 10 * * ? *)      | 2026-11-22T10 2026-11-23T10 2026-11-24T10
          cron(0 18 ? * SAT *)    | 2026-11-21T18 2026-11-28T18 2026-12-05T18
          cron(0 8 1 * ? *)       | 2026-12-01T08 2027-01-01T08 2027-02-01T08
          cron(0 1 ? 1/3 SUN#1 *) | 2027-01-03T01 2027-04-04T01 2027-07-04T01
          cron(0 17 L * ? *)      | 2026-11-30T17 2026-12-31T17 2027-01-31T17 2027-02-28T17
          cron(0 8 ? * MON-FRI *) | 2026-11-23T08 2026-11-24T08 2026-11-25T08
          cron(0 16 1,15 * ? *)   | 2026-12-01T16 2026-12-15T16 2027-01-01T16
          cron(0 0 ? * SUN#1 *)   | 2026-12-06T00 2027-01-03T00 2027-02-07T00
          cron(0 /8 * * ? *)      | 2026-11-21T16 2026-11-22T00 2026-11-22T08
          cron(0 8/8 * * ? *)     | 2026-11-21T16 2026-11-22T08 2026-11-22T16
          cron(0 2/10 * * ? *)    | 2026-11-21T22 2026-11-22T02 2026-11-22T12
          # the last of a month, by name in either field, by number in its own
          cron(0 5 SUNL * ? *)    | 2026-11-29T05 2026-12-27T05 2027-01-31T05
          cron(0 5 ? * SUNL *)    | 2026-11-29T05 2026-12-27T05 2027-01-31T05
          cron(0 5 ? * 6L *)      | 2026-11-27T05 2026-12-25T05 2027-01-29T05
          cron(0 5 ? * L *)       | 2026-11-28T05 2026-12-05T05 2026-12-12T05
          cron(0 5 15,L 2 ? *)    | 2027-02-15T05 2027-02-28T05 2028-02-15T05 2028-02-29T05
          # the nth of a month; a month without a fifth is passed over
          cron(0 5 ? * TUE#3 *)   | 2026-12-15T05 2027-01-19T05 2027-02-16T05
          cron(0 5 ? * 3#3,FRI *) | 2026-11-27T05 2026-12-04T05 2026-12-11T05 2026-12-15T05
          cron(0 5 ? * SUN#5 *)   | 2026-11-29T05 2027-01-31T05 2027-05-30T05
          # steps, ranges and lists; a step begins again with each day, month and year
          cron(0 5 */10 * ? *)    | 2026-12-01T05 2026-12-11T05 2026-12-21T05 2026-12-31T05 2027-01-01T05
          cron(0 5 20-31/5 * ? *) | 2026-11-25T05 2026-11-30T05 2026-12-20T05
          cron(0 5 1 5/5 ? *)     | 2027-05-01T05 2027-10-01T05 2028-05-01T05
          cron(0 5 ? * MON/3 *)   | 2026-11-23T05 2026-11-26T05 2026-11-30T05
          cron(0 0,6,12 * * ? *)  | 2026-11-22T00 2026-11-22T06 2026-11-22T12
          cron(0 0-12/6 * * ? *)  | 2026-11-22T00 2026-11-22T06 2026-11-22T12
          cron(0 5 1 JAN,Jul ? *) | 2027-01-01T05 2027-07-01T05 2028-01-01T05
          # ranges that run on
          cron(0 5 ? * SAT-SUN *) | 2026-11-22T05 2026-11-28T05 2026-11-29T05
          cron(0 5 1 NOV-FEB ? *) | 2026-12-01T05 2027-01-01T05 2027-02-01T05 2027-11-01T05
          # days that not every month or year has
          cron(0 5 31 * ? *)      | 2026-12-31T05 2027-01-31T05 2027-03-31T05
          cron(0 5 29 2 ? *)      | 2028-02-29T05 2032-02-29T05
          # evenings one day apart, nights never next to each other
          cron(0 0/20 ? * SAT *)  | 2026-11-21T20 2026-11-28T00 2026-11-28T20
          cron(  0  5  *  *  ?  *  ) | 2026-11-22T05
          """)
  void windowsOpenAtTheHoursAndDaysOfTheExpression(String expression, String starts)
      throws InvalidSchedule {
    List<Instant> expected =
        List.of(starts.split(" ")).stream()
            .map(start -> LocalDateTime.parse(start + ":00").toInstant(ZoneOffset.UTC))
            .toList();
    Schedule schedule = Rules.expression(expression);
    List<Instant> actual = new ArrayList<>();
    Instant last = NOW;
    while (actual.size() < expected.size()) {
      last = schedule.next(last, last).start();
      actual.add(last);
    }
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void aDayThatComesOnceInFortyYearsIsFound() throws InvalidSchedule {
    Schedule fifthSundayOfFebruary = Rules.expression("cron(0 0 ? 2 SUN#5 *)");
    Instant last = Instant.parse("2088-01-01T00:00:00Z");
    Instant found = fifthSundayOfFebruary.next(last, last).start();
    assertThat(found).isEqualTo("2088-02-29T00:00:00Z");
    assertThat(fifthSundayOfFebruary.next(found, found).start()).isEqualTo("2128-02-29T00:00:00Z");
    Schedule leapDay = Rules.expression("cron(0 0 29 FEB ? *)");
    Instant leap = Instant.parse("2096-03-01T00:00:00Z");
    assertThat(leapDay.next(leap, leap).start()).isEqualTo("2104-02-29T00:00:00Z");
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          cron(0 16 1,15 * ? *) | 2h  | 2026-12-01T16:00:00Z | 2026-12-01T17:59:59Z
          cron(0 16 * * ? *)    | 8h  | 2026-11-21T16:00:00Z | 2026-11-21T23:59:59Z
          cron(0 16 * * ? *)    | -   | 2026-11-21T16:00:00Z | 2026-11-21T23:59:59Z
          cron(0 0 * * ? *)     | 24h | 2026-11-22T00:00:00Z | 2026-11-22T23:59:59Z
          cron(0 23 * * ? *)    | -   | 2026-11-21T23:00:00Z | 2026-11-21T23:59:59Z
          cron(0 /8 * * ? *)    | -   | 2026-11-21T16:00:00Z | 2026-11-21T16:59:59Z
          cron(0 /8 * * ? *)    | 8h  | 2026-11-21T16:00:00Z | 2026-11-21T23:59:59Z
          cron(0 2/10 * * ? *)  | 2h  | 2026-11-21T22:00:00Z | 2026-11-21T23:59:59Z
          """)
  void windowsLastAsLongAsGivenOrToTheEndOfTheDayOrAnHour(
      String expression, String duration, Instant start, Instant latest) throws InvalidSchedule {
    Schedule schedule =
        duration == null ? Rules.expression(expression) : Rules.expression(expression, duration);
    Window window = schedule.next(NOW, NOW);
    assertThat(window.start()).isEqualTo(start);
    assertThat(window.latest()).isEqualTo(latest);
  }

  @Test
  void aWindowThatIsStillOpenIsTheNextUntilTheSecretRotatedInIt() throws InvalidSchedule {
    Schedule daily = Rules.expression("cron(0 16 * * ? *)", "2h");
    Instant yesterday = Instant.parse("2026-11-20T16:10:00Z");
    Window today = daily.next(NOW, yesterday);
    assertThat(today.start()).isEqualTo("2026-11-21T16:00:00Z");

    Instant within = Instant.parse("2026-11-21T17:59:59Z");
    assertThat(daily.next(within, yesterday)).isEqualTo(today);
    assertThat(daily.next(within, today.start()).start()).isEqualTo("2026-11-22T16:00:00Z");
    assertThat(daily.next(within.plusMillis(1), yesterday).start())
        .as("too late for that window")
        .isEqualTo("2026-11-22T16:00:00Z");
  }

  @Test
  void windowsMissedWhileTheServerWasDownArePassedOver() throws InvalidSchedule {
    Schedule monthly = Rules.expression("cron(0 16 1 * ? *)", "2h");
    Instant base = Instant.parse("2026-03-01T16:10:00Z");
    assertThat(monthly.next(NOW, base).start()).isEqualTo("2026-12-01T16:00:00Z");
  }

  @ParameterizedTest(name = "{0} rotated at {1} shows {2} days")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cron(0 16 1,15 * ? *) | 2026-11-15T16:10:00Z | 16
          cron(0 16 1,15 * ? *) | 2026-12-01T16:10:00Z | 14
          cron(0 /8 * * ? *)    | 2026-11-15T00:10:00Z | 1
          rate(10 days)         | 2026-11-15T00:10:00Z | 10
          rate(12 hours)        | 2026-11-15T00:10:00Z | 1
          rate(48 hours)        | 2026-11-15T00:10:00Z | 2
          """)
  void automaticallyAfterDaysIsComputed(String expression, Instant rotated, int days)
      throws InvalidSchedule {
    assertThat(Rules.expression(expression).daysAfter(rotated)).isEqualTo(days);
  }
}
