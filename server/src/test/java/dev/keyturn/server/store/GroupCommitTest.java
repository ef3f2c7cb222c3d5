package dev.keyturn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Durability;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupCommitTest {
  private static final int COMMITS = 60;
  private static final int NORMAL = 1;
  private static final int FULL = 2;

  @TempDir private Path folder;
  private final RowCaches caches = RowCaches.ofBytes(1 << 20);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch release = new CountDownLatch(1);
  private Dialect dialect;
  private Readers readers;
  private GroupCommit writer;

  @BeforeEach
  void open() {
    dialect = Sqlite.in(folder);
    new Migrations(dialect, dialect.migrations()).run();
    readers = new Readers(dialect, 1);
    writer = new GroupCommit(dialect, readers, caches);
  }

  @AfterEach
  void close() {
    callers.close();
    writer.close();
    readers.close();
    dialect.close();
  }

  @Test
  void aFailedConditionUndoesOnlyItsOwnWrites() {
    var answers = inOneGroup(GroupCommitTest::everyThirdConflicts);
    for (int i = 0; i < COMMITS; i++) {
      boolean conflicts = i % 3 == 0;
      assertThat(answers.get(i).join()).isEqualTo(conflicts ? "conflict" : "done");
      assertThat(inDatabase("first" + i)).isEqualTo(!conflicts);
      assertThat(inDatabase("second" + i)).isEqualTo(!conflicts);
    }
  }

  @Test
  void aBugInOneCommitReachesItsCallerOnly() {
    var answers =
        inOneGroup((i, writes) -> {
          everyThirdConflicts(i, writes);
          if (i == 1) {
            throw new IllegalStateException("bug");
          }
        });
    assertThatThrownBy(answers.get(1)::join).hasRootCauseMessage("bug");
    assertThat(inDatabase("first1")).isFalse();
    assertThat(answers.get(2).join()).isEqualTo("done");
  }

  /// As when there is no memory: what goes wrong goes wrong again while it is logged.
  private static final class Unspeakable extends Error {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      if (Thread.currentThread().getName().equals("store-writer")) {
        throw this;
      }
      return "unspeakable";
    }
  }

  @Test
  void theWriterOutlivesWhatItCannotEvenLog() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() ->
              committed(_ -> {
                throw new Unspeakable();
              }))
          .isInstanceOf(StoreUnavailable.class);
    }
    committed(writes -> {
      writes.write(List.of(put("next")));
      return true;
    });
    assertThat(inDatabase("next")).isTrue();
  }

  @Test
  void nobodySeesAWriteBeforeItsGroupIsCommitted() {
    var answer = callers.submit(() -> held("seen"));
    await().until(() -> writer.waiting() == 0);
    assertThat(inDatabase("seen")).isFalse();
    assertThat(answer.isDone()).isFalse();
    release.countDown();
    await().until(() -> inDatabase("seen"));
  }

  @Test
  void aGroupWaitsForTheDiskUnlessNobodyInItWants() throws Conflict {
    assertThat(writer.commit(GroupCommitTest::synchronous, Durability.WITH_NEXT)).isEqualTo(NORMAL);
    assertThat(writer.commit(GroupCommitTest::synchronous, Durability.NOW)).isEqualTo(FULL);

    callers.submit(() -> held("held"));
    await().until(() -> writer.waiting() == 0);
    var answers =
        Stream.of(Durability.WITH_NEXT, Durability.NOW, Durability.WITH_NEXT)
            .map(it -> callers.submit(() -> writer.commit(GroupCommitTest::synchronous, it)))
            .toList();
    await().until(() -> writer.waiting() == answers.size());
    release.countDown();
    assertThat(answers).extracting(Future::get).containsOnly(FULL);
  }

  @Test
  void afterALostTransactionTheWriterWaitsForTheDiskAgain() throws Conflict {
    assertThatThrownBy(() ->
            writer.commit(
                _ -> {
                  throw new Unspeakable();
                },
                Durability.WITH_NEXT))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(committed(GroupCommitTest::synchronous)).isEqualTo(FULL);
  }

  @Test
  void aPlatformThreadWritesByItselfWhenNobodyElseDoes() throws Exception {
    assertThat(writing()).isEqualTo(Thread.currentThread());
    Future<Thread> virtual = callers.submit(this::writing);
    assertThat(virtual.get().getName()).isEqualTo("store-writer");
  }

  /// Which thread writes.
  private Thread writing() throws Conflict {
    return committed(_ -> Thread.currentThread());
  }

  @Test
  void butNotOutOfTurn() throws Exception {
    callers.submit(() -> held("held"));
    await().until(() -> writer.waiting() == 0);
    var platform = new FutureTask<>(this::writing);
    Thread.ofPlatform().start(platform);
    await().until(() -> writer.waiting() == 1);
    release.countDown();
    assertThat(platform.get().getName()).isEqualTo("store-writer");
  }

  @Test
  void norWhenThereIsHousekeeping() throws Exception {
    for (int i = 0; i < 2000; i++) {
      int number = i;
      committed(writes -> {
        writes.write(List.of(put("many" + number)));
        return number;
      });
    }
    assertThat(writing().getName()).isEqualTo("store-writer");
    await().until(() -> writing().equals(Thread.currentThread()));
  }

  /// The answer is decided when the question is prepared: it is another one each time.
  private static int synchronous(Writes writes) throws SQLException {
    var question = "PRAGMA synchronous -- " + UUID.randomUUID();
    return writes.session().one(question, row -> row.getInt(1)).orElseThrow();
  }

  private interface Part {
    void write(int number, Writes writes) throws Exception;
  }

  /// Holds the writer in a group of its own until all wait, so that they make the next.
  private List<CompletableFuture<String>> inOneGroup(Part part) {
    callers.submit(() -> held("held"));
    await().until(() -> writer.waiting() == 0);
    var answers =
        IntStream.range(0, COMMITS)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> commit(i, part), callers))
            .toList();
    await().until(() -> writer.waiting() == COMMITS);
    release.countDown();
    return answers;
  }

  private String commit(int number, Part part) {
    try {
      return committed(writes -> {
        run(number, part, writes);
        return "done";
      });
    } catch (Conflict e) {
      return "conflict";
    }
  }

  private static void run(int number, Part part, Writes writes) throws Conflict {
    try {
      part.write(number, writes);
    } catch (Conflict | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void everyThirdConflicts(int number, Writes writes) throws Exception {
    writes.write(List.of(put("first" + number), put("second" + number)));
    if (number % 3 == 0) {
      writes.write(List.of(put("held")));
    }
  }

  private boolean held(String key) throws Conflict {
    return committed(writes -> {
      writes.write(List.of(put(key)));
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return true;
    });
  }

  private boolean inDatabase(String key) {
    return readers.read(reads -> reads.get(new DocumentKey("secret", key))).isPresent();
  }

  private <T> T committed(Commit.Work<T> work) throws Conflict {
    return writer.commit(work, Durability.NOW);
  }

  private static Write put(String key) {
    var documentKey = new DocumentKey("secret", key);
    return new Write.Put(documentKey, Write.ABSENT, "{}", Optional.empty(), Lease.KEEP);
  }
}
