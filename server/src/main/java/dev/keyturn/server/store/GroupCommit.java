package dev.keyturn.server.store;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Durability;
import dev.keyturn.store.StoreUnavailable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One writes at a time: most often a platform thread that folds all waiting commits into one
/// transaction and one fsync, or none when nobody waits for the disk. While it is busy with one
/// group, the next gathers.
///
/// Who comes when nobody writes, on a platform thread, writes by himself: to change threads twice
/// takes as long as the commit. A virtual thread does not, for it would hold up the thread that
/// carries it and others.
final class GroupCommit implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
  private static final int LARGEST_GROUP = 1000;
  private static final int CHANGES_BEFORE_TIDYING = 2000;
  private static final String CLOSED = "is closed";
  private static final Commit<Object> LAST = new Commit<>(_ -> "nothing", Durability.NOW);

  private final Dialect dialect;
  private final Readers readers;
  private final RowCaches caches;
  private final BlockingQueue<Commit<?>> waiting = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /// Held by whoever writes, and guards what follows. Nobody waits for it but the writer.
  private final ReentrantLock writing = new ReentrantLock();

  private Optional<Session> session = Optional.empty();
  private Durability durability = Durability.NOW;

  /// Whether something that was acknowledged waits for the next commit to go to the disk.
  private boolean owes;

  private int untidied;

  GroupCommit(Dialect dialect, Readers readers, RowCaches caches) {
    this.dialect = dialect;
    this.readers = readers;
    this.caches = caches;
    thread = Thread.ofPlatform().name("store-writer").start(this::run);
  }

  /// Returns when the work is as durable as was asked for.
  <T> T commit(Commit.Work<T> work, Durability wanted) throws Conflict {
    var commit = new Commit<>(work, wanted);
    if (Thread.currentThread().isVirtual() || !wroteByItself(commit)) {
      waiting.add(commit);
      // The writer empties the queue after `closed` is set: whoever comes later helps himself.
      if (closed && waiting.remove(commit)) {
        commit.fail(CLOSED, new IllegalStateException(CLOSED));
      }
    }
    return commit.await(dialect);
  }

  /// Not out of turn, and not when there is housekeeping, which is for the writer.
  private boolean wroteByItself(Commit<?> commit) {
    if (!writing.tryLock()) {
      return false;
    }
    try {
      boolean free = !closed && waiting.isEmpty() && untidied < CHANGES_BEFORE_TIDYING;
      if (free) {
        writeAnyhow(List.of(commit));
      }
      return free;
    } finally {
      writing.unlock();
    }
  }

  /// How many commits wait for the group in which they will be.
  int waiting() {
    return waiting.size();
  }

  private void run() {
    // It never grows: there might be no memory for that.
    var group = new ArrayList<Commit<?>>(LARGEST_GROUP);
    while (!group.contains(LAST)) {
      group.clear();
      group.add(next());
      writing.lock();
      try {
        waiting.drainTo(group, LARGEST_GROUP - 1);
        writeAnyhow(group);
        tidyAnyhow(group);
      } finally {
        writing.unlock();
      }
    }
    writing.lock();
    try {
      session.ifPresent(Session::discard);
    } finally {
      writing.unlock();
    }
    waiting.drainTo(group);
    group.forEach(it -> it.fail(CLOSED, new IllegalStateException(CLOSED)));
  }

  /// Whatever goes wrong: the next group is written, and nobody waits for ever.
  private void writeAnyhow(List<Commit<?>> group) {
    try {
      write(group);
    } catch (RuntimeException | Error e) {
      abandonAnyhow(group, e);
    }
  }

  /// The group has been told what came of it: only the session is lost.
  private void tidyAnyhow(List<Commit<?>> group) {
    try {
      tidy();
    } catch (RuntimeException | Error e) {
      abandonAnyhow(group, e);
    }
  }

  private Commit<?> next() {
    while (true) {
      try {
        return waiting.take();
      } catch (InterruptedException _) {
        // Nobody may interrupt the writer: close() asks it to end.
      }
    }
  }

  private void write(List<Commit<?>> group) {
    var changes = new Changes();
    Session writer;
    try {
      writer = session(Commit.durabilityOf(group));
      writer.update(dialect.begin());
      for (var commit : group) {
        commit.attempt(writer, changes);
      }
    } catch (SQLException | RuntimeException | Error e) {
      abandon(group, e);
      return;
    }
    try {
      changes.announceTo(caches);
      writer.update("COMMIT");
      changes.applyTo(caches);
      untidied += changes.count();
      if (changes.count() > 0) {
        owes = durability == Durability.WITH_NEXT;
      }
    } catch (SQLException | RuntimeException | Error e) {
      settle(group, changes, e);
      return;
    }
    group.forEach(Commit::acknowledge);
  }

  private Session session(Durability wanted) throws SQLException {
    if (session.isEmpty()) {
      session = Optional.of(dialect.openWriter());
      durability = Durability.NOW;
      payDebts(session.get());
    }
    if (durability != wanted) {
      dialect.makeDurable(session.get(), wanted);
      durability = wanted;
    }
    return session.get();
  }

  /// The session before this one was lost. A flush that failed may have left a hole where the next
  /// one finds nothing to do, and what came before the hole was acknowledged.
  private void payDebts(Session opened) throws SQLException {
    if (owes) {
      dialect.secure(opened);
      owes = false;
    }
  }

  /// The transaction never reached its COMMIT: nothing of it was written.
  private void abandon(List<Commit<?>> group, Throwable why) {
    giveUpSession();
    fail(group, why);
  }

  /// Also when there is no memory even to log it: that comes back as others give theirs back.
  private void abandonAnyhow(List<Commit<?>> group, Throwable why) {
    try {
      abandon(group, why);
    } catch (RuntimeException | Error _) {
      while (!isTold(group, why)) {
        Thread.onSpinWait();
      }
    }
  }

  private boolean isTold(List<Commit<?>> group, Throwable why) {
    try {
      giveUpSession();
      tell(group, why);
      return true;
    } catch (RuntimeException | Error _) {
      return false;
    }
  }

  /// A COMMIT that failed may have been written all the same. There is no other writer, so the rows
  /// tell: as the group left them, or as they were.
  private void settle(List<Commit<?>> group, Changes changes, Throwable why) {
    giveUpSession();
    changes.forgetIn(caches);
    if (foundWritten(changes)) {
      log.warn("A commit in {} was reported as failed but is written", dialect.place(), why);
      group.forEach(Commit::acknowledge);
    } else {
      fail(group, why);
    }
  }

  private boolean foundWritten(Changes changes) {
    try {
      return readers.read(changes::foundBy);
    } catch (StoreUnavailable e) {
      return false;
    }
  }

  private void fail(List<Commit<?>> group, Throwable why) {
    log.error("A group of {} commits failed in {}", group.size(), dialect.place(), why);
    tell(group, why);
  }

  private static void tell(List<Commit<?>> group, Throwable why) {
    group.forEach(it -> it.fail("cannot be written", why));
  }

  /// Closing undoes what was not committed; the next group opens another.
  private void giveUpSession() {
    var given = session;
    session = Optional.empty();
    given.ifPresent(Session::discard);
  }

  private void tidy() {
    if (untidied < CHANGES_BEFORE_TIDYING || session.isEmpty()) {
      return;
    }
    untidied = 0;
    try {
      dialect.tidy(session.get());
    } catch (SQLException e) {
      log.warn("Housekeeping failed in {}; it is tried again later", dialect.place(), e);
    }
  }

  /// Waits for what is in the queue.
  @Override
  public void close() {
    closed = true;
    waiting.add(LAST);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
