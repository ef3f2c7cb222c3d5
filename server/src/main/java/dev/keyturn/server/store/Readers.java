package dev.keyturn.server.store;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// A few reader sessions, each on a platform thread of its own: a read from the disk is a native
/// call that would hold a virtual thread's carrier, and two slow ones would stop a server of two
/// cores.
final class Readers implements AutoCloseable {
  private final Dialect dialect;

  /// One slot per thread, empty when its session has yet to be opened.
  private final BlockingQueue<Optional<Session>> slots;

  private final ExecutorService threads;

  Readers(Dialect dialect, int sessions) {
    this.dialect = dialect;
    slots = new ArrayBlockingQueue<>(sessions);
    for (int i = 0; i < sessions; i++) {
      slots.add(Optional.empty());
    }
    threads =
        Executors.newFixedThreadPool(
            sessions, Thread.ofPlatform().name("store-reader-", 0).daemon().factory());
  }

  interface Query<T> {
    T on(Reads reads) throws SQLException;
  }

  <T> T read(Query<T> query) {
    try {
      return CompletableFuture.supplyAsync(() -> answer(query), threads).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException why) {
        throw dialect.unavailable("cannot be read", why);
      }
      throw e;
    } catch (RejectedExecutionException e) {
      throw dialect.unavailable("is closed", e);
    }
  }

  private <T> T answer(Query<T> query) {
    var slot = slots.remove();
    var after = Optional.<Session>empty();
    try {
      var session = slot.isPresent() ? slot.get() : dialect.openReader();
      slot = Optional.of(session);
      var answer = query.on(new Reads(session));
      after = slot;
      return answer;
    } catch (SQLException e) {
      throw new CompletionException(e);
    } finally {
      if (after.isEmpty()) {
        slot.ifPresent(Session::discard);
      }
      slots.add(after);
    }
  }

  @Override
  public void close() {
    threads.close();
    slots.forEach(slot -> slot.ifPresent(Session::discard));
    slots.clear();
  }
}
