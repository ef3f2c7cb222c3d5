package dev.keyturn.logs;

import dev.keyturn.store.DocumentKey;
import java.util.Optional;

/// A log stream's document. Its events lie in chunks.
///
/// @param id unique for ever
/// @param first the earliest event's time; empty while there is none
/// @param last the latest event's time
/// @param ingested when the last event came
/// @param next the ordinal of the next event: events of a stream are counted
/// @param stored the bytes of its events
/// @param tail the last chunk, which small batches are added to
public record LogStream(
    String id,
    String name,
    long created,
    Optional<Long> first,
    Optional<Long> last,
    Optional<Long> ingested,
    long next,
    long stored,
    Optional<LogChunk> tail) {

  static LogStream empty(String id, String name, long now) {
    return new LogStream(
        id,
        name,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        Optional.empty());
  }

  /// The same with another end.
  ///
  /// @param added the bytes that are more now
  LogStream with(LogChunk chunk, long added, long now) {
    return new LogStream(
        id,
        name,
        created,
        Optional.of(Math.min(first.orElse(Long.MAX_VALUE), chunk.earliest())),
        Optional.of(Math.max(last.orElse(0L), chunk.latest())),
        Optional.of(now),
        chunk.from() + chunk.count(),
        stored + added,
        Optional.of(chunk));
  }

  /// The same after its oldest chunks were taken away.
  LogStream without(long bytes) {
    return new LogStream(id, name, created, first, last, ingested, next, stored - bytes, tail);
  }

  /// When something last happened to it.
  long lastActive() {
    return Math.max(created, Math.max(last.orElse(0L), ingested.orElse(0L)));
  }

  /// What the keys of its chunks begin with.
  String chunks() {
    return id + "/";
  }

  DocumentKey chunk(long from) {
    return new DocumentKey(Home.CHUNKS, chunks() + "%019d".formatted(from));
  }
}
