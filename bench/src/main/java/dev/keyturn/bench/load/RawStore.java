package dev.keyturn.bench.load;

import dev.keyturn.bench.Documents;
import dev.keyturn.server.store.SqlStore;
import dev.keyturn.store.Conflict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// The server's store with nothing around it: each of the writers commits a secret's document,
/// which has a version more each time, and a new payload, and waits until that is durable.
final class RawStore implements AutoCloseable {
  /// Twice as many as the secrets that are put, for this commits about twice as often: so theirs
  /// and these get versions at the same pace.
  private static final int DOCUMENTS = 20_000;

  private static final String[] BODIES =
      IntStream.range(0, 100).mapToObj(Documents::body).toArray(String[]::new);

  private final SqlStore store;
  private final AtomicIntegerArray added = new AtomicIntegerArray(DOCUMENTS);

  RawStore(Path folder) {
    store = SqlStore.embedded(folder, 1L << 26);
    Documents.fill(store, DOCUMENTS);
  }

  /// Commits a second.
  double rate(int writers, Duration duration) throws InterruptedException {
    AtomicLong commits = new AtomicLong();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    Thread[] threads = new Thread[writers];
    for (int i = 0; i < writers; i++) {
      threads[i] = Thread.ofVirtual().start(() -> commit(end, commits));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return commits.get() / ((System.nanoTime() - start) / 1e9);
  }

  private void commit(long end, AtomicLong commits) {
    while (System.nanoTime() < end) {
      commit();
      commits.incrementAndGet();
    }
  }

  /// One commit by itself.
  void commit() {
    try {
      int any = ThreadLocalRandom.current().nextInt(DOCUMENTS);
      int now = Math.min(1 + added.incrementAndGet(any), BODIES.length - 1);
      store.commit(Documents.newVersion(Documents.key(any), BODIES[now]));
    } catch (Conflict impossible) {
      throw new IllegalStateException("Unconditional writes met a conflict", impossible);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
