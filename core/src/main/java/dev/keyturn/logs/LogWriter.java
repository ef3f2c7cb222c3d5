package dev.keyturn.logs;

import dev.keyturn.store.Kept;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Adds events to streams, in chunks that are neither small nor large, and takes the oldest away
/// where a stream would become too long. Thread-safe.
final class LogWriter {
  private static final int CHUNK = 64 * 1024;

  /// A last chunk that is smaller is written again with what comes: else a function that prints a
  /// line a second would leave 86,400 chunks a day.
  private static final int SMALL = 16 * 1024;

  private static final long MOST_IN_A_STREAM = 64L * 1024 * 1024;

  private final LogRepository repository;
  private final ChunkPayload payloads;
  private final long most;

  LogWriter(LogRepository repository, ChunkPayload payloads) {
    this(repository, payloads, MOST_IN_A_STREAM);
  }

  /// @param most bytes of a stream
  LogWriter(LogRepository repository, ChunkPayload payloads, long most) {
    this.repository = repository;
    this.payloads = payloads;
    this.most = most;
  }

  /// Adds events to a stream of a function: group and stream are made if they are not there.
  void addOrMake(Home home, String group, String stream, List<Entry> entries, long now) {
    boolean _ =
        LogRepository.again(() -> {
          LogGroup in = repository.groupOrNew(home, group, now).body();
          Kept<LogStream> to = repository.streamOrNew(home, in, stream, now);
          return Optional.of(true).filter(_ -> add(to, entries, now));
        });
  }

  /// Adds events to a stream as it was read.
  ///
  /// @return false when it was changed since
  boolean add(Kept<LogStream> kept, List<Entry> entries, long now) {
    List<Write> writes = new ArrayList<>();
    LogStream stream = kept.body();
    List<LogEvent> events = new ArrayList<>();
    Optional<LogChunk> small = stream.tail().filter(it -> it.bytes() < SMALL);
    long ordinal = stream.next();
    if (small.isPresent()) {
      Optional<List<LogEvent>> before = open(stream, small.get());
      if (before.isEmpty()) {
        return false;
      }
      events.addAll(before.get());
      writes.add(new Write.DeletePayload(small.get().payload()));
      stream = stream.without(small.get().bytes());
    }
    long bytes = small.map(LogChunk::bytes).orElse(0L);
    for (Entry entry : entries) {
      if (!events.isEmpty() && bytes + entry.bytes() > CHUNK) {
        stream = close(stream, events, now, writes);
        events.clear();
        bytes = 0;
      }
      events.add(new LogEvent(entry.timestamp(), now, ordinal++, entry.message()));
      bytes += entry.bytes();
    }
    stream = shortened(close(stream, events, now, writes), writes);
    writes.add(Write.put(kept.key(), kept.revision(), stream));
    return repository.committed(writes);
  }

  /// The events of a chunk; empty when it is gone. Where small batches were added meanwhile, those
  /// are among them.
  Optional<List<LogEvent>> read(LogStream stream, LogChunk chunk) {
    return open(stream, chunk)
        .or(() ->
            repository
                .store()
                .get(stream.chunk(chunk.from()))
                .flatMap(now -> open(stream, Kept.of(now, LogChunk.class).body())));
  }

  private Optional<List<LogEvent>> open(LogStream stream, LogChunk chunk) {
    return repository
        .store()
        .payload(chunk.payload())
        .map(sealed -> payloads.open(stream, chunk, sealed));
  }

  private LogStream close(LogStream stream, List<LogEvent> events, long now, List<Write> writes) {
    long from = events.getFirst().ordinal();
    LogChunk chunk =
        new LogChunk(
            from,
            events.size(),
            events.stream().mapToLong(LogEvent::timestamp).min().orElseThrow(),
            events.stream().mapToLong(LogEvent::timestamp).max().orElseThrow(),
            events.stream().mapToLong(LogEvent::bytes).sum(),
            "log/" + stream.id() + "/" + from + "/" + repository.newId());
    writes.add(
        new Write.PutPayload(chunk.payload(), payloads.seal(stream, chunk.payload(), events)));
    writes.add(Write.put(stream.chunk(from), Write.ANY, chunk));
    return stream.with(chunk, chunk.bytes(), now);
  }

  private LogStream shortened(LogStream stream, List<Write> writes) {
    LogStream left = stream;
    if (left.stored() > most) {
      for (LogChunk chunk : repository.chunks(stream)) {
        if (left.stored() <= most) {
          break;
        }
        if (stream.tail().filter(it -> it.from() == chunk.from()).isEmpty()) {
          writes.addAll(LogRepository.deletion(stream, chunk));
          left = left.without(chunk.bytes());
        }
      }
    }
    return left;
  }
}
