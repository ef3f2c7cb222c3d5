package dev.keyturn.logs;

import dev.keyturn.logs.Concealment.Origination;
import dev.keyturn.masking.Fingerprints;
import dev.keyturn.operation.Refusal;
import dev.keyturn.store.StoreUnavailable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The streams whose events may still wait in memory. Whoever reads a group first has it written,
/// so that readers see everything. Thread-safe.
final class Buffers {
  private static final Logger LOG = LoggerFactory.getLogger(Buffers.class);

  private static final int MOST_CLOSED = 64;

  private final LogWriter writer;
  private final InstantSource clock;
  private final Set<FunctionStream> open = ConcurrentHashMap.newKeySet();
  private final Set<FunctionStream> closed = ConcurrentHashMap.newKeySet();

  Buffers(LogWriter writer, InstantSource clock) {
    this.writer = writer;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  void open(FunctionStream stream) {
    open.add(stream);
  }

  /// What the open streams of a group must not show beside the values of secrets.
  List<Fingerprints> given(Origination where) {
    return open.stream()
        .filter(it -> isIn(it, where.home(), where.group()))
        .map(FunctionStream::given)
        .toList();
  }

  /// Forgets a stream once all of it is kept. Where nothing can be kept for long, what so many
  /// ended instances have left is enough to wait for.
  void close(FunctionStream stream) {
    if (!open.contains(stream)) {
      return;
    }
    closed.add(stream);
    open.remove(stream);
    boolean kept = stream.flush(true);
    if (!kept && closed.size() > MOST_CLOSED) {
      LOG.warn("The end of the log {} is lost: it could not be kept", stream.name());
    }
    if (kept || closed.size() > MOST_CLOSED) {
      closed.remove(stream);
    }
  }

  /// Writes what waits in a group.
  void flush(Home home, String group) {
    open.stream().filter(it -> isIn(it, home, group)).forEach(it -> it.flush(true));
    closed.stream().filter(it -> isIn(it, home, group)).forEach(it -> it.flush(true));
  }

  private static boolean isIn(FunctionStream stream, Home home, String group) {
    return stream.where().group().equals(group) && stream.where().home().equals(home);
  }

  /// Writes what waits anywhere.
  ///
  /// @param all also what may be completed by what is written next
  void flush(boolean all) {
    open.forEach(it -> it.flush(all));
    closed.removeIf(it -> it.flush(true));
  }

  /// @return false when it could not be kept now
  boolean keep(Origination where, List<Entry> entries) {
    try {
      writer.addOrMake(
          where.home(), where.group(), where.stream(), entries, clock.instant().toEpochMilli());
      return true;
    } catch (StoreUnavailable | Refusal unavailable) {
      LOG.warn(
          "{} log events of {} wait: {}", entries.size(), where.group(), unavailable.getMessage());
      return false;
    }
  }
}
