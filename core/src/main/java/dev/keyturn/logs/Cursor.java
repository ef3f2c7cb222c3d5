package dev.keyturn.logs;

import dev.keyturn.logs.LogEvent.Position;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Walks through the events of a stream in order, forwards or backwards, and reads each chunk only
/// when it is its turn. For one thread.
final class Cursor {
  private final LogWriter reader;
  private final LogStream stream;
  private final Range range;
  private final Deque<LogChunk> ahead = new ArrayDeque<>();
  private final PriorityQueue<LogEvent> ready;
  private long read;

  /// What is wanted of a stream.
  ///
  /// @param from the earliest time
  /// @param to the first time that is too late
  /// @param beyond only what lies on the other side of this position; null: everything
  /// @param forward from the earliest to the latest, or the other way round
  record Range(long from, long to, @Nullable Position beyond, boolean forward) {
    boolean has(LogEvent event) {
      long time = event.timestamp();
      return time >= from && time < to && isBeyond(event);
    }

    private boolean isBeyond(LogEvent event) {
      if (beyond == null) {
        return true;
      }
      int side = event.position().compareTo(beyond);
      return forward ? side > 0 : side < 0;
    }

    boolean mayHave(LogChunk chunk) {
      return chunk.latest() >= from
          && chunk.earliest() < to
          && (beyond == null
              || (forward
                  ? chunk.latest() >= beyond.timestamp()
                  : chunk.earliest() <= beyond.timestamp()));
    }

    Comparator<LogEvent> order() {
      Comparator<LogEvent> ascending = Comparator.comparing(LogEvent::position);
      return forward ? ascending : ascending.reversed();
    }

    Comparator<LogChunk> chunkOrder() {
      return forward
          ? Comparator.comparingLong(LogChunk::earliest)
          : Comparator.comparingLong(LogChunk::latest).reversed();
    }
  }

  Cursor(LogRepository repository, LogWriter reader, LogStream stream, Range range) {
    this.reader = reader;
    this.stream = stream;
    this.range = range;
    this.ready = new PriorityQueue<>(range.order());
    repository.chunks(stream).stream()
        .filter(range::mayHave)
        .sorted(range.chunkOrder())
        .forEach(ahead::add);
  }

  LogStream stream() {
    return stream;
  }

  /// The next event; empty at the end.
  Optional<LogEvent> peek() {
    while (!ahead.isEmpty() && mayBeFirst(ahead.getFirst())) {
      LogChunk chunk = ahead.removeFirst();
      read += chunk.bytes();
      reader.read(stream, chunk).orElse(List.of()).stream().filter(range::has).forEach(ready::add);
    }
    return Optional.ofNullable(ready.peek());
  }

  private boolean mayBeFirst(LogChunk chunk) {
    LogEvent first = ready.peek();
    if (first == null) {
      return true;
    }
    return range.forward()
        ? chunk.earliest() <= first.timestamp()
        : chunk.latest() >= first.timestamp();
  }

  void next() {
    ready.remove();
  }

  /// How many bytes were read so far.
  long read() {
    return read;
  }
}
