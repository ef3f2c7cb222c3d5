package dev.keyturn.schedule;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;

/// A stretch of time in which a rotation may start. It bounds only the start: a rotation that has
/// begun goes on after the end.
///
/// @param start the first instant of it, on the hour
/// @param end the first instant after it, on the hour
public record Window(Instant start, Instant end) {
  private static final Duration LONGEST_ROOM = Duration.ofHours(1);

  public Window {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("A window must end after " + start + ", not at " + end);
    }
  }

  static Window of(Instant start, Duration length) {
    return new Window(start, start.plus(length));
  }

  public Duration length() {
    return Duration.between(start, end);
  }

  /// The last full second in which a rotation may start, such as 23:59:59. This is what
  /// NextRotationDate shows: a rotation happens on or before it.
  public Instant latest() {
    return end.minusSeconds(1);
  }

  /// Whether a rotation may start at this instant.
  public boolean isOpenAt(Instant instant) {
    return !instant.isBefore(start) && !isOverAt(instant);
  }

  /// Whether it is too late for this window: [#latest()] has passed.
  public boolean isOverAt(Instant instant) {
    return instant.isAfter(latest());
  }

  /// When a secret's rotation starts in this window if nothing held it up. Secrets are spread
  /// evenly over the window, because most schedules open at midnight; one secret has the same place
  /// in all windows of a length, on every node and after every restart. A quarter of the window, at
  /// most an hour, is left free at its end for second attempts.
  public Instant startFor(String secretArn) {
    Duration quarter = length().dividedBy(4);
    Duration room = quarter.compareTo(LONGEST_ROOM) < 0 ? quarter : LONGEST_ROOM;
    long spread = length().minus(room).toMillis();
    return start.plusMillis((long) (fraction(secretArn) * spread));
  }

  /// A number from 0 inclusive to 1 exclusive.
  private static double fraction(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
