package dev.keyturn.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A rotation every so many hours or days.
///
/// Days count from the last rotation: the window opens at midnight UTC that many days after the day
/// of the last rotation, and again every day until the secret has rotated. Hours make a fixed grid
/// from a midnight on, whenever the last rotation was: every window starts a multiple of them after
/// 1970-01-01T00:00Z, so that a rate that divides the day starts at each midnight.
///
/// @param every the time between two windows, in whole hours
/// @param unit what the user counts in
/// @param window how long a window is open, at most `every`
public record Rate(Duration every, Unit unit, Duration window) implements Schedule {
  private static final Pattern SYNTAX =
      Pattern.compile("rate\\( *([0-9]{1,9}) +(hour|hours|day|days) *\\)");
  private static final int LONGEST_DAYS = 1000;

  /// What a rate counts in.
  public enum Unit {
    HOURS,
    DAYS
  }

  static Rate ofDays(int days, Hours window) throws InvalidSchedule {
    if (days < 1 || days > LONGEST_DAYS) {
      throw new InvalidSchedule(
          "AutomaticallyAfterDays must be from 1 to %d, but is %d.".formatted(LONGEST_DAYS, days));
    }
    return inDays(days, window);
  }

  static Rate parse(String expression, Hours window) throws InvalidSchedule {
    Matcher matcher = SYNTAX.matcher(expression);
    if (!matcher.matches()) {
      throw new InvalidSchedule(
          ("ScheduleExpression '%s' is not understood: a rate is written rate(Value Unit), with a"
                  + " positive number and one of hour, hours, day, days.")
              .formatted(expression));
    }
    int value = Integer.parseInt(matcher.group(1));
    boolean inHours = matcher.group(2).startsWith("hour");
    int least = inHours ? MINIMAL_GAP_HOURS : 1;
    int most = inHours ? LONGEST_DAYS * 24 : LONGEST_DAYS;
    if (value < least || value > most) {
      throw new InvalidSchedule(
          "ScheduleExpression '%s' is out of range: a rate must be from 4 hours to %d days."
              .formatted(expression, LONGEST_DAYS));
    }
    return inHours ? inHours(value, window) : inDays(value, window);
  }

  private static Rate inDays(int days, Hours window) {
    // Hours.parse lets no more than the 24 hours of a day through.
    return new Rate(Duration.ofDays(days), Unit.DAYS, Duration.ofHours(window.given().orElse(24)));
  }

  private static Rate inHours(int hours, Hours window) throws InvalidSchedule {
    Duration length =
        window.atMost(
            hours, 1, "a window must close before the next one opens %d hours later", hours);
    return new Rate(Duration.ofHours(hours), Unit.HOURS, length);
  }

  @Override
  public Window next(Instant after, Instant base) {
    return switch (unit) {
      case DAYS -> nextDay(after, base);
      case HOURS -> nextHour(after, base);
    };
  }

  private Window nextDay(Instant after, Instant base) {
    Window due = windowOf(day(base).plusDays(every.toDays()));
    if (!due.isOverAt(after)) {
      return due;
    }
    Window today = windowOf(day(after));
    return today.isOverAt(after) ? windowOf(day(after).plusDays(1)) : today;
  }

  private Window windowOf(LocalDate day) {
    return Window.of(day.atStartOfDay().toInstant(ZoneOffset.UTC), window);
  }

  private static LocalDate day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private Window nextHour(Instant after, Instant base) {
    long afterBase = gridIndex(base) + 1;
    long current = gridIndex(after);
    long notOver = gridWindow(current).isOverAt(after) ? current + 1 : current;
    return gridWindow(Math.max(afterBase, notOver));
  }

  private long gridIndex(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), every.toSeconds());
  }

  private Window gridWindow(long index) {
    return Window.of(Instant.ofEpochSecond(index * every.toSeconds()), window);
  }
}
