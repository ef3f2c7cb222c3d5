package dev.keyturn.logs;

import dev.keyturn.key.SecretValue;

/// One event. What was printed is nothing to be printed again: the message is kept from records.
///
/// @param ordinal how many events came to its stream before
public record LogEvent(long timestamp, long ingested, long ordinal, SecretValue message) {
  /// What AWS counts for an event beside its text.
  static final int OVERHEAD = 26;

  long bytes() {
    return message.size() + (long) OVERHEAD;
  }

  Position position() {
    return new Position(timestamp, ordinal);
  }

  /// Where an event stands among those of its stream: by time, and those of one time as they came.
  record Position(long timestamp, long ordinal) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
      int byTime = Long.compare(timestamp, other.timestamp);
      return byTime != 0 ? byTime : Long.compare(ordinal, other.ordinal);
    }
  }
}
