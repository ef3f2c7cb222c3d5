package dev.keyturn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What holds for every schedule, tried on many generated ones.
class SchedulePropertiesTest {
  private static final long FIRST = Instant.parse("1999-12-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("2110-01-01T00:00:00Z").getEpochSecond();

  private final SplittableRandom random = new SplittableRandom(42);
  private final List<Named> schedules = schedules();

  private record Named(String rules, Schedule schedule) {}

  private List<Named> schedules() {
    Expressions expressions = new Expressions(random);
    List<Named> made = new ArrayList<>();
    while (made.size() < 1_500) {
      String expression =
          switch (random.nextInt(4)) {
            case 0 -> "rate(%d hours)".formatted(random.nextInt(4, 100));
            case 1 -> "rate(%d days)".formatted(random.nextInt(1, 100));
            default -> expressions.cron();
          };
      Optional<String> duration =
          random.nextBoolean() ? Optional.empty() : Optional.of(random.nextInt(1, 9) + "h");
      try {
        Schedule schedule = Schedule.parse(Optional.empty(), Optional.of(expression), duration);
        made.add(new Named(expression + " " + duration, schedule));
      } catch (InvalidSchedule refused) {
        assertThat(refused.text()).isNotBlank();
      }
    }
    return made;
  }

  private Instant instant() {
    return Instant.ofEpochSecond(random.nextLong(FIRST, LAST), random.nextLong(1_000_000_000));
  }

  @Test
  void windowsNeverOverlapAndStartAtLeastFourHoursApart() {
    for (Named named : schedules) {
      Instant now = instant();
      Window last = named.schedule().next(now, now);
      for (int i = 0; i < 20; i++) {
        Window next = named.schedule().next(last.end(), last.start());
        assertThat(next.start()).as(named.rules()).isAfterOrEqualTo(last.end());
        assertThat(Duration.between(last.start(), next.start()))
            .as(named.rules())
            .isGreaterThanOrEqualTo(Duration.ofHours(Schedule.MINIMAL_GAP_HOURS));
        last = next;
      }
    }
  }

  @Test
  void theNextRotationDateIsNeverInThePastOfTheMomentItIsComputed() {
    for (Named named : schedules) {
      for (int i = 0; i < 20; i++) {
        Instant now = instant();
        Instant base = now.minusSeconds(random.nextLong(200 * 86_400));
        Window next = named.schedule().next(now, base);
        assertThat(next.latest()).as(named.rules()).isAfterOrEqualTo(now);
        assertThat(next.start()).as(named.rules()).isAfter(base);
      }
    }
  }

  @Test
  void theLaterItIsTheLaterTheNextWindow() {
    for (Named named : schedules) {
      Instant base = instant();
      Instant now = base;
      Window last = named.schedule().next(now, base);
      for (int i = 0; i < 20; i++) {
        now = now.plusSeconds(random.nextLong(86_400));
        Window next = named.schedule().next(now, base);
        assertThat(next.start()).as(named.rules()).isAfterOrEqualTo(last.start());
        boolean same = !last.isOverAt(now);
        assertThat(next.equals(last)).as("%s at %s", named.rules(), now).isEqualTo(same);
        last = next;
      }
    }
  }

  @Test
  void noWindowIsSkippedBetweenTwoInstants() {
    for (Named named : schedules) {
      Instant base = instant();
      Window next = named.schedule().next(base, base);
      Instant between =
          base.plusSeconds(
              random.nextLong(Math.max(1, Duration.between(base, next.start()).toSeconds())));
      assertThat(named.schedule().next(between, base)).as(named.rules()).isEqualTo(next);
      assertThat(named.schedule().next(next.start(), base)).as(named.rules()).isEqualTo(next);
      assertThat(named.schedule().next(next.latest(), base)).as(named.rules()).isEqualTo(next);
    }
  }

  @Test
  void windowsOpenAndCloseOnTheHourAndStartsLieWithin() {
    for (Named named : schedules) {
      Instant now = instant();
      Window next = named.schedule().next(now, now);
      assertThat(next.start().getEpochSecond() % 3600).as(named.rules()).isZero();
      assertThat(next.end().getEpochSecond() % 3600).as(named.rules()).isZero();
      assertThat(next.isOpenAt(next.startFor(named.rules()))).as(named.rules()).isTrue();
    }
  }

  @Test
  void windowsOfDaysCloseByTheEndOfTheirDay() {
    for (Named named : schedules) {
      boolean hours = named.schedule() instanceof Rate rate && rate.unit() == Rate.Unit.HOURS;
      Instant now = instant();
      Window next = named.schedule().next(now, now);
      if (!hours) {
        assertThat(next.latest().atOffset(ZoneOffset.UTC).toLocalDate())
            .as(named.rules())
            .isEqualTo(next.start().atOffset(ZoneOffset.UTC).toLocalDate());
      }
    }
  }
}
