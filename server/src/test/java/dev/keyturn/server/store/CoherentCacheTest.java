package dev.keyturn.server.store;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CoherentCacheTest {
  private static final int LAST = 50_000;

  private final CoherentCache<String, Integer> cache = new CoherentCache<>(1000, (_, _) -> 1);
  private final AtomicInteger loads = new AtomicInteger();

  @Test
  void keepsARowThatIsReadAgain() {
    assertThat(cache.get("a", loading(1))).contains(1);
    assertThat(cache.get("a", loading(2))).contains(2);
    assertThat(cache.get("a", loading(9))).contains(2);
    assertThat(loads).hasValue(2);
  }

  @Test
  void keepsOfACommitWhatItHadOfTheRowBefore() {
    keep("a", 1);
    cache.committing(Set.of("a"));
    cache.committed(Map.of("a", Optional.of(2)));
    assertThat(cache.get("a", loading(9))).contains(2);
    cache.committing(Set.of("a"));
    cache.committed(Map.of("a", Optional.empty()));
    assertThat(cache.get("a", loading(3))).contains(3);
  }

  @Test
  void takesNothingThatIsOnlyWritten() {
    cache.committing(Set.of("a"));
    cache.committed(Map.of("a", Optional.of(1)));
    assertThat(cache.get("a", loading(2))).contains(2);
  }

  @Test
  void remembersAnAbsenceThatWasAskedForAgain() {
    assertThat(cache.get("a", _ -> Optional.empty())).isEmpty();
    assertThat(cache.get("a", loading(1))).contains(1);
    miss("b");
    assertThat(cache.get("b", loading(9))).isEmpty();
  }

  @Test
  void anAbsenceEndsWithTheCommitThatMakesTheRow() {
    miss("a");
    cache.committing(Set.of("a"));
    assertThat(cache.get("a", loading(1))).contains(1);
    cache.committed(Map.of("a", Optional.of(2)));
    assertThat(cache.get("a", loading(2))).contains(2);
  }

  @Test
  void doesNotTakeTheAbsenceOfASlowReader() {
    cache.get("a", _ -> Optional.empty());
    cache.get(
        "a",
        _ -> {
          cache.committing(Set.of("a"));
          cache.committed(Map.of("a", Optional.of(1)));
          return Optional.empty();
        });
    assertThat(cache.get("a", loading(1))).contains(1);
  }

  @Test
  void whatDoesNotExistPushesOutNothingThatDoes() {
    IntStream.range(0, 100).forEach(i -> keep("k" + i, i));
    IntStream.range(0, 100_000).forEach(i -> miss("m" + i));
    IntStream.range(0, 100).forEach(i -> assertThat(cache.get("k" + i, loading(-1))).contains(i));
  }

  private void miss(String key) {
    cache.get(key, _ -> Optional.empty());
    cache.get(key, _ -> Optional.empty());
  }

  @Test
  void readsAgainWhatWasForgotten() {
    keep("a", 1);
    cache.forget(Set.of("a"));
    assertThat(cache.get("a", loading(2))).contains(2);
  }

  @Test
  void neitherShowsNorKeepsARowThatIsBeingCommitted() {
    keep("a", 1);
    cache.committing(Set.of("a"));
    assertThat(cache.get("a", loading(2))).contains(2);
    assertThat(cache.get("a", loading(3))).contains(3);
    cache.committed(Map.of("a", Optional.of(4)));
    assertThat(cache.get("a", loading(9))).contains(4);
  }

  @Test
  void neverShowsTheOldRowOfACommitThatWasNotSettled() {
    keep("a", 1);
    cache.committing(Set.of("a"));
    for (int i = 0; i < 100_000; i++) {
      cache.committing(Set.of("k" + i));
      cache.committed(Map.of("k" + i, Optional.of(i)));
    }
    assertThat(cache.get("a", loading(2))).contains(2);
  }

  @Test
  void showsNothingOfACommitOfManyRowsBeforeAllAreThere() throws Exception {
    var keys = IntStream.range(0, 20_000).mapToObj(i -> "k" + i).toList();
    var roomy = new CoherentCache<String, Integer>(100_000, (_, _) -> 1);
    var database = new AtomicInteger();
    var begun = new CountDownLatch(1);
    var done = new AtomicBoolean();
    Function<String, Optional<Integer>> load = _ -> Optional.of(database.get());
    for (var key : keys) {
      roomy.get(key, load);
      roomy.get(key, load);
    }
    var older =
        new FutureTask<>(() -> {
          int failures = 0;
          while (!done.get()) {
            begun.countDown();
            int first = roomy.get(keys.getFirst(), load).orElseThrow();
            int last = roomy.get(keys.getLast(), load).orElseThrow();
            failures += last < first ? 1 : 0;
          }
          return failures;
        });
    Thread.ofPlatform().start(older);
    begun.await();
    roomy.committing(Set.copyOf(keys));
    database.set(1);
    roomy.committed(keys.stream().collect(toMap(key -> key, _ -> Optional.of(1))));
    done.set(true);
    assertThat(older.get()).isZero();
  }

  @Test
  void keepsRowsAgainAfterACommitThatFailed() {
    cache.committing(Set.of("a"));
    cache.forget(Set.of("a"));
    keep("a", 1);
    assertThat(cache.get("a", loading(2))).contains(1);
  }

  @Test
  void doesNotTakeTheOldRowOfAReaderThatBeganBeforeACommit() {
    cache.get("a", loading(0));
    cache.get(
        "a",
        _ -> {
          cache.committing(Set.of("a"));
          return Optional.of(1);
        });
    assertThat(cache.get("a", loading(2))).contains(2);
  }

  @Test
  void doesNotTakeTheOldRowOfASlowReader() {
    cache.get("a", loading(0));
    var slow = cache.get("a", _ -> whileReading(1, Optional.of(2)));
    assertThat(slow).contains(1);
    assertThat(cache.get("a", loading(2))).contains(2);
  }

  @Test
  void doesNotTakeTheOldRowOfASlowReaderAfterADelete() {
    cache.get("a", loading(0));
    cache.get("a", _ -> whileReading(1, Optional.empty()));
    assertThat(cache.get("a", loading(2))).contains(2);
  }

  @Test
  void staysWithinItsBound() {
    var read = new AtomicInteger();
    IntStream.range(0, 10_000).forEach(i -> keep("k" + i, i));
    IntStream.range(0, 10_000)
        .forEach(i -> cache.get("k" + i, _ -> Optional.of(read.incrementAndGet())));
    assertThat(read.get()).isGreaterThanOrEqualTo(9_000);
  }

  @Test
  void neverShowsARowOlderThanTheLastAcknowledged() throws Exception {
    var database = new AtomicReference<>(0);
    var acknowledged = new AtomicInteger();
    var readers =
        IntStream.range(0, 4)
            .mapToObj(_ -> Thread.ofPlatform().unstarted(() -> watch(database, acknowledged)))
            .toList();
    var failure = new AtomicReference<>(Optional.<Throwable>empty());
    readers.forEach(it -> {
      it.setUncaughtExceptionHandler((_, e) -> failure.set(Optional.of(e)));
      it.start();
    });
    for (int i = 1; i <= LAST; i++) {
      cache.committing(Set.of("a"));
      database.set(i);
      if (i % 3 == 0) {
        cache.forget(Set.of("a"));
      } else {
        cache.committed(Map.of("a", Optional.of(i)));
      }
      acknowledged.set(i);
    }
    for (var reader : readers) {
      reader.join();
    }
    assertThat(failure.get()).isEmpty();
  }

  private void watch(AtomicReference<Integer> database, AtomicInteger acknowledged) {
    for (int before = 0; before < LAST; ) {
      before = acknowledged.get();
      assertThat(cache.get("a", _ -> Optional.of(database.get())).orElseThrow())
          .isGreaterThanOrEqualTo(before);
    }
  }

  private void keep(String key, int row) {
    cache.get(key, _ -> Optional.of(row));
    cache.get(key, _ -> Optional.of(row));
  }

  private Optional<Integer> whileReading(int old, Optional<Integer> committed) {
    cache.committed(Map.of("a", committed));
    return Optional.of(old);
  }

  private Function<String, Optional<Integer>> loading(int row) {
    return _ -> {
      loads.incrementAndGet();
      return Optional.of(row);
    };
  }
}
