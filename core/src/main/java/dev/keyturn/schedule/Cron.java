package dev.keyturn.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Rotations at the hours and on the days of a cron expression: `cron(Minutes Hours Day-of-month
/// Month Day-of-week Year)`. All windows of a day close by the end of that day in UTC.
public final class Cron implements Schedule {
  private static final Pattern SYNTAX =
      Pattern.compile("cron\\( *(\\S+) +(\\S+) +(\\S+) +(\\S+) +(\\S+) +(\\S+) *\\)");

  private final List<Integer> hours;
  private final Days days;
  private final Duration window;

  private Cron(List<Integer> hours, Days days, Duration window) {
    this.hours = hours;
    this.days = days;
    this.window = window;
  }

  static Cron parse(String expression, Hours duration) throws InvalidSchedule {
    Matcher fields = SYNTAX.matcher(expression);
    if (!fields.matches()) {
      throw new InvalidSchedule(
          ("ScheduleExpression '%s' is not understood: it must be rate(Value Unit) or"
                  + " cron(Minutes Hours Day-of-month Month Day-of-week Year).")
              .formatted(expression));
    }
    require("Minutes", "0", fields.group(1));
    List<Integer> hours = hours(CronField.HOURS.mask(fields.group(2)));
    long months = CronField.MONTH.mask(fields.group(4));
    Days days = DayFields.parse(fields.group(3), fields.group(5)).within(months);
    require("Year", "*", fields.group(6));
    if (days.never()) {
      throw new InvalidSchedule(
          "ScheduleExpression '%s' names a day that no year has.".formatted(expression));
    }
    int gap = smallestGap(hours, days);
    if (gap < MINIMAL_GAP_HOURS) {
      throw new InvalidSchedule(
          "ScheduleExpression '%s' opens windows %d hour(s) apart: there must be at least %d hours."
              .formatted(expression, gap, MINIMAL_GAP_HOURS));
    }
    return new Cron(hours, days, window(hours, duration));
  }

  private static void require(String field, String value, String actual) throws InvalidSchedule {
    if (!actual.equals(value)) {
      throw new InvalidSchedule("%s must be %s, but is '%s'.".formatted(field, value, actual));
    }
  }

  private static List<Integer> hours(long mask) {
    return IntStream.range(0, 24).filter(hour -> (mask >> hour & 1) == 1).boxed().toList();
  }

  /// The least number of hours between the starts of two windows, at most 24.
  private static int smallestGap(List<Integer> hours, Days days) {
    int overnight = 24 + hours.getFirst() - hours.getLast();
    return Math.min(gapWithinDay(hours), days.everConsecutive() ? overnight : 24);
  }

  private static int gapWithinDay(List<Integer> hours) {
    return IntStream.range(1, hours.size())
        .map(i -> hours.get(i) - hours.get(i - 1))
        .min()
        .orElse(24);
  }

  private static Duration window(List<Integer> hours, Hours duration) throws InvalidSchedule {
    int last = hours.getLast();
    int untilMidnight = 24 - last;
    int gap = gapWithinDay(hours);
    int otherwise = hours.size() > 1 ? 1 : untilMidnight;
    return gap < untilMidnight
        ? duration.atMost(
            gap, otherwise, "a window must close before the next one opens %d hours later", gap)
        : duration.atMost(
            untilMidnight,
            otherwise,
            "the window that opens at %02d:00 must close by the end of the UTC day",
            last);
  }

  @Override
  public Window next(Instant after, Instant base) {
    LocalDate day = days.onOrAfter(day(after.isAfter(base) ? after : base));
    while (true) {
      for (int hour : hours) {
        Window found = Window.of(day.atTime(hour, 0).toInstant(ZoneOffset.UTC), window);
        if (found.start().isAfter(base) && !found.isOverAt(after)) {
          return found;
        }
      }
      day = days.onOrAfter(day.plusDays(1));
    }
  }

  private static LocalDate day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
