package dev.keyturn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Holds cron() against an independent library.
class CronOracleTest {
  private static final int EXPRESSIONS = 3_000;
  private static final int STARTS = 6;
  private static final Instant FIRST = Instant.parse("1999-12-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2098-01-01T00:00:00Z");

  private final CronParser oracle = new CronParser(definition());
  private final SplittableRandom random = new SplittableRandom(20261121);

  @BeforeAll
  static void silenceTheOracle() {
    ((Logger) LoggerFactory.getLogger("com.cronutils")).setLevel(Level.OFF);
  }

  private static CronDefinition definition() {
    return CronDefinitionBuilder.defineCron()
        .withMinutes()
        .and()
        .withHours()
        .and()
        .withDayOfMonth()
        .supportsL()
        .supportsQuestionMark()
        .and()
        .withMonth()
        .and()
        .withDayOfWeek()
        .withValidRange(1, 7)
        .withMondayDoWValue(2)
        .supportsHash()
        .supportsL()
        .supportsQuestionMark()
        .and()
        .withYear()
        .and()
        .instance();
  }

  @Test
  void windowsStartWhenAnotherLibrarySaysSo() {
    Expressions expressions = new Expressions(random);
    int followed = 0;
    int refused = 0;
    int compared = 0;
    while (followed < EXPRESSIONS) {
      String expression = expressions.cron();
      ExecutionTime expected = expected(expression);
      Optional<Schedule> schedule = parse(expression);
      if (schedule.isEmpty()) {
        assertThat(deservesRefusal(expected)).as("refused %s", expression).isTrue();
        refused++;
        continue;
      }
      Instant from =
          Instant.ofEpochSecond(random.nextLong(FIRST.getEpochSecond(), LAST.getEpochSecond()));
      assertThat(starts(schedule.get(), from))
          .as("%s after %s", expression, from)
          .isEqualTo(starts(expected, from));
      compared += STARTS;
      followed++;
    }
    System.out.printf(
        "cron() agreed with cron-utils on %d starts of %d expressions and on refusing %d%n",
        compared, followed, refused);
  }

  private static Optional<Schedule> parse(String expression) {
    try {
      return Optional.of(
          Schedule.parse(Optional.empty(), Optional.of(expression), Optional.empty()));
    } catch (InvalidSchedule refused) {
      return Optional.empty();
    }
  }

  private ExecutionTime expected(String expression) {
    String fields = expression.substring("cron(".length(), expression.length() - 1);
    return ExecutionTime.forCron(oracle.parse(fields));
  }

  private static List<Instant> starts(Schedule schedule, Instant from) {
    List<Instant> starts = new ArrayList<>();
    Instant last = from;
    while (starts.size() < STARTS) {
      last = schedule.next(last, last).start();
      starts.add(last);
    }
    return starts;
  }

  private static List<Instant> starts(ExecutionTime expected, Instant from) {
    List<Instant> starts = new ArrayList<>();
    ZonedDateTime last = from.atZone(ZoneOffset.UTC);
    while (starts.size() < STARTS) {
      last = expected.nextExecution(last).orElseThrow();
      starts.add(last.toInstant());
    }
    return starts;
  }

  /// Whether there is no start at all, or two of them are too close within the years to come.
  private static boolean deservesRefusal(ExecutionTime expected) {
    ZonedDateTime last = FIRST.atZone(ZoneOffset.UTC);
    for (int i = 0; i < 5_000; i++) {
      Optional<ZonedDateTime> next = expected.nextExecution(last);
      if (next.isEmpty()) {
        return i == 0;
      }
      if (i > 0 && Duration.between(last, next.get()).toHours() < Schedule.MINIMAL_GAP_HOURS) {
        return true;
      }
      last = next.get();
    }
    return false;
  }
}
