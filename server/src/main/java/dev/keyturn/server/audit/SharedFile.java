package dev.keyturn.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The files that all callers append to and flush together.
///
/// Whoever comes first writes what all who wait have brought, in one call of the operating system:
/// nobody hands work to another thread, which would cost a read of a secret more than the write.
/// Flushes are made by a thread of their own, so that a caller can do something else meanwhile:
/// when somebody asked, at once or as soon as the others of a crowd have, and otherwise soon after
/// something was written.
final class SharedFile implements AutoCloseable {
  /// How long what nobody asks for may stay unflushed.
  private static final long SOON = Duration.ofMillis(100).toNanos();

  /// How many who asked for one flush are a crowd, and how long the next flush then waits for as
  /// many. Each of them waits for the store's flush of the same disk, too, which is the quicker the
  /// fewer there are.
  private static final int CROWD = 3;

  private static final long GATHERING = Duration.ofMillis(1).toNanos();

  /// @param fileBytes how large a file may become
  record Place(Path folder, InstantSource clock, long fileBytes, AuditFile.Flushing flushing) {
    LocalDate today() {
      return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
  }

  /// Writes what has to stand before everything else.
  interface Head {
    void writeTo(AuditFile file) throws IOException;
  }

  private final Place place;
  private final Head head;
  private final Thread flusher;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();
  private final Condition flushed = lock.newCondition();
  private final Condition toFlush = lock.newCondition();
  private AuditFile file;
  private Batch batch = new Batch();
  private boolean writing;
  private boolean flushing;
  private boolean closed;
  private @Nullable IOException failure;

  /// Batches are counted: how many are written, are flushed, and are to be flushed at once.
  private long written;

  private long durable;
  private long asked;
  private long due;

  /// What the latest flush covers, which may be in progress: who waits for that need not ask.
  private long covered;

  /// How many have asked for the next flush and for the one before it, and until when the next
  /// waits for more.
  private int askers;

  private int lastAskers;
  private long gathered;

  SharedFile(Place place, Head head) throws IOException {
    this.place = place;
    this.head = head;
    this.file = AuditFile.latest(place.folder(), place.today());
    this.flusher = Thread.ofPlatform().name("audit-flusher").start(this::flushWhatIsWritten);
  }

  /// What several callers bring to one write.
  private static final class Batch {
    private final Lines lines = new Lines();
    private boolean done;
    private @Nullable IOException failure;
  }

  /// Returns when the lines are in the hands of the operating system.
  void append(Lines lines) throws IOException {
    lock.lock();
    try {
      Batch mine = batch;
      mine.lines.add(lines);
      while (!mine.done) {
        if (writing) {
          appended.awaitUninterruptibly();
        } else {
          lead(mine);
        }
      }
      if (mine.failure != null) {
        throw mine.failure;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Writes a batch with the lock given away meanwhile, so that the next batch gathers.
  private void lead(Batch mine) {
    batch = new Batch();
    writing = true;
    try {
      turn();
      lock.unlock();
      try {
        head.writeTo(file);
        file.append(mine.lines.bytes(), mine.lines.length());
      } finally {
        lock.lock();
      }
      wasWritten();
    } catch (IOException unwritable) {
      mine.failure = unwritable;
    } finally {
      mine.done = true;
      writing = false;
      appended.signalAll();
    }
  }

  private void wasWritten() {
    if (durable == written++) {
      due = System.nanoTime() + SOON;
      toFlush.signal();
    }
  }

  /// Another file for another day, for a full one, and for one that could not be flushed: what a
  /// failed flush left behind is nowhere for certain until it stands in another file. Only this has
  /// to wait for a flush in progress: to others lines are appended meanwhile, or each read would
  /// wait for the disk behind each write.
  private void turn() throws IOException {
    LocalDate today = place.today();
    if (failure == null && !file.isOver(today, place.fileBytes())) {
      return;
    }
    while (flushing) {
      flushed.awaitUninterruptibly();
    }
    file = file.next(place.folder(), today, place.flushing());
    failure = null;
    durable = written;
    askers = 0;
    flushed.signalAll();
  }

  /// Asks for a flush of everything written so far.
  ///
  /// @return how to wait for it
  Ticket flush() {
    lock.lock();
    try {
      long wanted = written;
      if (failure == null && wanted > Math.max(durable, covered)) {
        ask(wanted);
      }
      return () -> awaitFlush(wanted);
    } finally {
      lock.unlock();
    }
  }

  private void ask(long wanted) {
    if (askers++ == 0) {
      gathered = System.nanoTime() + (lastAskers < CROWD ? 0 : GATHERING);
    }
    asked = wanted;
    if (askers == 1 || askers >= lastAskers) {
      toFlush.signal();
    }
  }

  /// Returns when a flush is done.
  interface Ticket {
    void await() throws IOException;
  }

  private void awaitFlush(long wanted) throws IOException {
    lock.lock();
    try {
      while (durable < wanted && failure == null) {
        flushed.awaitUninterruptibly();
      }
      if (durable < wanted && failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  private void flushWhatIsWritten() {
    lock.lock();
    try {
      while (awaitWork()) {
        flushNow();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is something to flush. False when nothing more will come.
  private boolean awaitWork() {
    for (long left = untilDue(); left > 0; left = untilDue()) {
      if (closed && !isUnflushed()) {
        return false;
      }
      try {
        long _ = toFlush.awaitNanos(left);
      } catch (InterruptedException _) {
        // Nobody may interrupt the flusher: close() asks it to end.
      }
    }
    return true;
  }

  private long untilDue() {
    if (!isUnflushed()) {
      return Long.MAX_VALUE;
    }
    if (closed || (asked > durable && askers >= lastAskers)) {
      return 0;
    }
    return (asked > durable ? gathered : due) - System.nanoTime();
  }

  /// A flush that failed is not tried again: the second would find nothing to do.
  private boolean isUnflushed() {
    return durable < written && failure == null;
  }

  private void flushNow() {
    flushing = true;
    lastAskers = askers;
    askers = 0;
    long covers = written;
    covered = covers;
    AuditFile current = file;
    lock.unlock();
    @Nullable IOException failed = null;
    try {
      current.flush(place.flushing());
    } catch (IOException unflushed) {
      failed = unflushed;
    } catch (RuntimeException | Error broken) {
      // Whoever waits for the flush must hear that there was none.
      failed = new IOException("The flush broke: " + broken.getClass().getSimpleName(), broken);
    } finally {
      lock.lock();
    }
    if (failed == null) {
      durable = covers;
      due = System.nanoTime() + SOON;
    }
    failure = failed;
    flushing = false;
    flushed.signalAll();
  }

  /// Whether what was written is as safe as it was said to be.
  boolean isSound() {
    lock.lock();
    try {
      return failure == null;
    } finally {
      lock.unlock();
    }
  }

  private void awaitFlusher() {
    try {
      flusher.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Flushes what is left.
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      toFlush.signal();
    } finally {
      lock.unlock();
    }
    awaitFlusher();
    file.close();
  }
}
