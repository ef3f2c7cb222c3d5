package dev.keyturn.schedule;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// When a secret rotates: a series of windows in UTC that never overlap and start at least four
/// hours apart. Immutable and pure: instants in, windows out.
public sealed interface Schedule permits Rate, Cron {

  /// How close together two windows may start.
  int MINIMAL_GAP_HOURS = 4;

  /// Reads rotation rules. AutomaticallyAfterDays n is the same as `rate(n days)`.
  ///
  /// @param automaticallyAfterDays 1 to 1,000; only without an expression
  /// @param expression `rate(…)` or `cron(…)`
  /// @param duration length of each window, such as `2h`; by default a window is one hour long when
  ///   there can be several a day, and lasts until the end of the UTC day otherwise
  static Schedule parse(
      Optional<Integer> automaticallyAfterDays,
      Optional<String> expression,
      Optional<String> duration)
      throws InvalidSchedule {
    if (automaticallyAfterDays.isPresent() && expression.isPresent()) {
      throw new InvalidSchedule(
          "You cannot specify both rotation frequency and schedule expression together.");
    }
    Hours window = Hours.parse(duration);
    if (automaticallyAfterDays.isPresent()) {
      return Rate.ofDays(automaticallyAfterDays.get(), window);
    }
    String text =
        expression.orElseThrow(() ->
            new InvalidSchedule(
                "RotationRules must contain AutomaticallyAfterDays or ScheduleExpression."));
    return text.startsWith("rate(") ? Rate.parse(text, window) : Cron.parse(text, window);
  }

  /// The first window that starts after `base` and is not over at `after`. It may be open already:
  /// then it is time. A window that has been missed entirely is passed over; a secret whose number
  /// of days has run out unnoticed rotates in the window of the next day.
  ///
  /// @param after usually now; at the time of asking, [Window#latest()] is never before it
  /// @param base when the secret last rotated (by hand or by itself) or, if it never did, when its
  ///   rules were set. Day counts run from here, and a window in which it lies is used up.
  Window next(Instant after, Instant base);

  /// The number that AutomaticallyAfterDays shows: days from a rotation to the one that follows it
  /// by this schedule, at least 1.
  default int daysAfter(Instant rotated) {
    long days =
        ChronoUnit.DAYS.between(
            rotated.atOffset(ZoneOffset.UTC).toLocalDate(),
            next(rotated, rotated).start().atOffset(ZoneOffset.UTC).toLocalDate());
    return Math.toIntExact(Math.max(1, days));
  }
}
