package dev.keyturn.logs;

import dev.keyturn.logs.Cursor.Range;
import dev.keyturn.logs.LogEvent.Position;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Walks through the events of several streams in the order of their time, and begins with a stream
/// only when it is its turn. For one thread.
final class MergedCursor {
  private final LogRepository repository;
  private final LogWriter reader;
  private final Span span;
  private final @Nullable Place after;
  private final Deque<LogStream> ahead = new ArrayDeque<>();
  private final PriorityQueue<Cursor> open =
      new PriorityQueue<>(Comparator.comparing(cursor -> head(cursor).place()));
  private long closed;

  /// @param to the first time that is too late
  record Span(long from, long to) {
    boolean mayHave(LogStream stream) {
      return stream.last().filter(it -> it >= from).isPresent()
          && stream.first().filter(it -> it < to).isPresent();
    }
  }

  /// An event with its stream.
  record Found(LogStream stream, LogEvent event) {
    Place place() {
      return new Place(event.timestamp(), stream.name(), event.ordinal());
    }
  }

  /// Where an event stands among those of several streams.
  record Place(long timestamp, String stream, long ordinal) implements Comparable<Place> {

    /// @param text empty for the beginning
    static @Nullable Place parse(String text) {
      if (text.isEmpty()) {
        return null;
      }
      String[] parts = text.split(" ", 3);
      return new Place(Long.parseLong(parts[0]), parts[2], Long.parseLong(parts[1]));
    }

    @Override
    public int compareTo(Place other) {
      return Comparator.comparingLong(Place::timestamp)
          .thenComparing(Place::stream)
          .thenComparingLong(Place::ordinal)
          .compare(this, other);
    }

    @Override
    public String toString() {
      return timestamp + " " + ordinal + " " + stream;
    }
  }

  MergedCursor(
      LogRepository repository,
      LogWriter reader,
      List<LogStream> streams,
      Span span,
      @Nullable Place after) {
    this.repository = repository;
    this.reader = reader;
    this.span = span;
    this.after = after;
    streams.stream()
        .filter(span::mayHave)
        .filter(it -> after == null || it.last().orElse(0L) >= after.timestamp())
        .sorted(Comparator.comparingLong(it -> it.first().orElse(0L)))
        .forEach(ahead::add);
  }

  /// The next event; empty at the end.
  Optional<Found> peek() {
    while (!ahead.isEmpty() && mayBeFirst(ahead.getFirst())) {
      LogStream stream = ahead.removeFirst();
      offer(new Cursor(repository, reader, stream, range(stream)));
    }
    return Optional.ofNullable(open.peek()).map(MergedCursor::head);
  }

  private boolean mayBeFirst(LogStream stream) {
    Cursor first = open.peek();
    return first == null || stream.first().orElse(0L) <= head(first).event().timestamp();
  }

  private Range range(LogStream stream) {
    return new Range(span.from(), span.to(), beyond(stream), true);
  }

  /// The last position that was passed in a stream, when the last event that was told is that.
  private @Nullable Position beyond(LogStream stream) {
    if (after == null) {
      return null;
    }
    int side = stream.name().compareTo(after.stream());
    long ordinal = side == 0 ? after.ordinal() : side < 0 ? Long.MAX_VALUE : -1;
    return new Position(after.timestamp(), ordinal);
  }

  void next() {
    Cursor cursor = open.remove();
    cursor.next();
    offer(cursor);
  }

  private void offer(Cursor cursor) {
    if (cursor.peek().isPresent()) {
      open.add(cursor);
    } else {
      closed += cursor.read();
    }
  }

  private static Found head(Cursor cursor) {
    return new Found(cursor.stream(), cursor.peek().orElseThrow());
  }

  /// How many bytes were read so far.
  long read() {
    return closed + open.stream().mapToLong(Cursor::read).sum();
  }
}
