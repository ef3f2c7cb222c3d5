package dev.keyturn.logs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A log group's document. Times are milliseconds since 1970, as in the API.
///
/// @param id unique for ever: one that is made again under the name is another
/// @param retention how many days events are kept; empty: until there is no more room
/// @param stored the bytes of its events, as they were counted last
public record LogGroup(
    String id,
    String name,
    long created,
    Optional<Integer> retention,
    Optional<String> type,
    Map<String, String> tags,
    long stored) {

  public LogGroup {
    tags = Map.copyOf(tags);
  }

  LogGroup keeping(Optional<Integer> days) {
    return new LogGroup(id, name, created, days, type, tags, stored);
  }

  LogGroup tagged(Map<String, String> others) {
    return new LogGroup(id, name, created, retention, type, others, stored);
  }

  LogGroup storing(long bytes) {
    return new LogGroup(id, name, created, retention, type, tags, bytes);
  }

  /// The first instant of which events are kept.
  long keptSince(long now) {
    return retention.map(days -> now - Duration.ofDays(days).toMillis()).orElse(Long.MIN_VALUE);
  }
}
