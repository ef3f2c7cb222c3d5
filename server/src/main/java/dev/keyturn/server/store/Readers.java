package dev.keyturn.server.store;

import java.sql.SQLException;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/// A few reader sessions. A virtual thread reads by one of as many platform threads: a read from
/// the disk is a native call that would hold its carrier, and two slow ones would stop a server of
/// two cores. A platform thread reads by itself.
final class Readers implements AutoCloseable {
  private final Dialect dialect;
  private final int sessions;
  private final Semaphore free;

  /// Used last, used first: the processor knows its pages.
  private final Deque<Session> idle = new ConcurrentLinkedDeque<>();

  private final ExecutorService threads;
  private volatile boolean closed;

  Readers(Dialect dialect, int sessions) {
    this.dialect = dialect;
    this.sessions = sessions;
    free = new Semaphore(sessions);
    threads =
        Executors.newFixedThreadPool(
            sessions, Thread.ofPlatform().name("store-reader-", 0).daemon().factory());
  }

  interface Query<T> {
    T on(Reads reads) throws SQLException;
  }

  <T> T read(Query<T> query) {
    try {
      return Thread.currentThread().isVirtual() ? elsewhere(query) : answer(query);
    } catch (SQLException e) {
      throw dialect.unavailable("cannot be read", e);
    } catch (RejectedExecutionException e) {
      throw dialect.unavailable("is closed", e);
    }
  }

  private <T> T elsewhere(Query<T> query) throws SQLException {
    try {
      return CompletableFuture.supplyAsync(() -> answerInFuture(query), threads).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException why) {
        throw why;
      }
      throw e;
    }
  }

  private <T> T answerInFuture(Query<T> query) {
    try {
      return answer(query);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private <T> T answer(Query<T> query) throws SQLException {
    free.acquireUninterruptibly();
    var lent = Optional.<Session>empty();
    try {
      lent = Optional.of(lend());
      var answer = query.on(new Reads(lent.get()));
      idle.addFirst(lent.get());
      lent = Optional.empty();
      return answer;
    } finally {
      // What failed may have left it in any state.
      lent.ifPresent(Session::discard);
      free.release();
    }
  }

  private Session lend() throws SQLException {
    if (closed) {
      throw new RejectedExecutionException();
    }
    var known = idle.pollFirst();
    return known == null ? dialect.openReader() : known;
  }

  /// Waits for who reads.
  @Override
  public void close() {
    closed = true;
    threads.close();
    free.acquireUninterruptibly(sessions);
    idle.forEach(Session::discard);
    idle.clear();
    free.release(sessions);
  }
}
