package dev.keyturn.schedule;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the `Duration` of rotation rules says.
///
/// @param given 1 to 24; empty when the schedule's default counts
record Hours(Optional<Integer> given) {
  private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,2})h");

  static Hours parse(Optional<String> duration) throws InvalidSchedule {
    if (duration.isEmpty()) {
      return new Hours(Optional.empty());
    }
    Matcher matcher = SYNTAX.matcher(duration.get());
    int hours = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (hours < 1 || hours > 24) {
      throw new InvalidSchedule(
          "Duration must be a number of hours from 1h to 24h, such as 2h, but is '%s'."
              .formatted(duration.get()));
    }
    return new Hours(Optional.of(hours));
  }

  /// The window's length where there may be no more than so many hours.
  ///
  /// @param otherwise the length when the user gave none
  /// @param reason why there may be no more, a format for `value`
  Duration atMost(int limit, int otherwise, String reason, int value) throws InvalidSchedule {
    int hours = given.orElse(otherwise);
    if (hours > limit) {
      throw new InvalidSchedule(
          "Duration %dh is too long: %s. It can be at most %dh."
              .formatted(hours, reason.formatted(value), limit));
    }
    return Duration.ofHours(hours);
  }
}
