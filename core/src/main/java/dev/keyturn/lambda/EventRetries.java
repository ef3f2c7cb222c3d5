package dev.keyturn.lambda;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// When an event is tried again, as AWS does it: a function that fails gets it two more times,
/// after one and two minutes; while nothing can run, it waits longer and longer, up to six hours.
/// Pure.
final class EventRetries {
  static final Duration OLDEST = Duration.ofHours(6);

  private static final List<Duration> AFTER_FAILURES =
      List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
  private static final int DOUBLINGS = 9;

  private EventRetries() {}

  /// @param event after an attempt that failed, or could not be made
  /// @return empty when it is given up
  static Optional<Instant> next(QueuedEvent event, Instant now) {
    if (event.delays() == 0 && event.attempts() > AFTER_FAILURES.size()) {
      return Optional.empty();
    }
    Instant again = now.plus(pause(event));
    Instant oldest = Instant.ofEpochMilli(event.accepted()).plus(OLDEST);
    return again.isAfter(oldest) ? Optional.empty() : Optional.of(again);
  }

  private static Duration pause(QueuedEvent event) {
    if (event.delays() == 0) {
      return AFTER_FAILURES.get(event.attempts() - 1);
    }
    Duration doubled = Duration.ofSeconds(1L << Math.min(event.delays() - 1, DOUBLINGS));
    return doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
  }
}
