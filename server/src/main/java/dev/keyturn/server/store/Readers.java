package dev.keyturn.server.store;

import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/// A few reader sessions. A virtual thread reads by one of as many platform threads: a read from
/// the disk is a native call that would hold its carrier, and two slow ones would stop a server of
/// two cores. A platform thread reads by itself while a session is free, and waits among the others
/// when none is: a thousand of them must not come before all clients.
final class Readers implements AutoCloseable {
  private final Dialect dialect;
  private final int sessions;
  private final Semaphore free;

  /// Used last, used first: the processor knows its pages.
  private final Deque<Session> idle = new ConcurrentLinkedDeque<>();

  private final ExecutorService threads;

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
      return !Thread.currentThread().isVirtual() && free.tryAcquire()
          ? answer(query)
          : elsewhere(query);
    } catch (SQLException e) {
      throw dialect.unavailable("cannot be read", e);
    } catch (RejectedExecutionException e) {
      throw dialect.unavailable("is closed", e);
    }
  }

  private <T> T elsewhere(Query<T> query) throws SQLException {
    try {
      return CompletableFuture.supplyAsync(() -> answerInTurn(query), threads).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException why) {
        throw why;
      }
      throw e;
    }
  }

  private <T> T answerInTurn(Query<T> query) {
    free.acquireUninterruptibly();
    try {
      return answer(query);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  /// Answers by the permit that the caller has, and gives it back.
  private <T> T answer(Query<T> query) throws SQLException {
    try {
      var known = idle.pollFirst();
      var session = known == null ? dialect.openReader() : known;
      var answered = false;
      try {
        var answer = query.on(new Reads(session));
        answered = true;
        return answer;
      } finally {
        // What failed may have left it in any state.
        if (answered) {
          idle.addFirst(session);
        } else {
          session.discard();
        }
      }
    } finally {
      free.release();
    }
  }

  /// Answers who has asked. Who asks later finds no session free and no thread that takes it.
  @Override
  public void close() {
    if (threads.isTerminated()) {
      return;
    }
    threads.close();
    free.acquireUninterruptibly(sessions);
    idle.forEach(Session::discard);
    idle.clear();
  }
}
