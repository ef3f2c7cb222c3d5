package dev.keyturn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.keyturn.key.Sealed;
import dev.keyturn.server.store.FaultyDialect.Fault;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Durability;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StoreFaultTest {
  private static final DocumentKey KEY = new DocumentKey("rotation", "a");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path folder;
  private FaultyDialect dialect;
  private SqlStore store;

  @BeforeEach
  void open() throws Conflict {
    dialect = new FaultyDialect(Sqlite.in(folder));
    store = SqlStore.open(dialect, 1 << 20);
    store.commit(List.of(put(Write.ABSENT, "1")));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"BEGIN", "BEFORE_COMMIT"})
  void aWriteThatTheDiskDidNotTakeIsUnavailableAndTheNextSucceeds(Fault fault) throws Conflict {
    dialect.fail(fault);
    assertUnavailable("2", "disk fault");
    assertThat(store.get(KEY).orElseThrow().body()).isEqualTo("1");
    store.commit(List.of(put(1, "2")));
    assertThat(store.get(KEY).orElseThrow().body()).isEqualTo("2");
  }

  @ParameterizedTest
  @EnumSource(names = {"BEGIN", "BEFORE_COMMIT", "OPEN"})
  void anErrorOfTheMachineIsToldToWhoeverWaitsAndTheWriterGoesOn(Fault fault) throws Conflict {
    dialect.fail(Fault.BEGIN);
    assertUnavailable("2", "disk fault");
    dialect.breakAt(fault);
    assertUnavailable("2", "broken machine");
    store.commit(List.of(put(1, "2")));
    assertThat(store.get(KEY).orElseThrow().body()).isEqualTo("2");
  }

  @Test
  void aWriterThatDoesNotComeBackAtOnceComesBackLater() throws Conflict {
    dialect.fail(Fault.BEGIN);
    assertUnavailable("2", "disk fault");
    dialect.fail(Fault.OPEN);
    assertUnavailable("2", "disk fault");
    store.commit(List.of(put(1, "2")));
  }

  @Test
  void aCommitThatFailedButIsFoundWrittenIsAcknowledged() throws Conflict {
    dialect.fail(Fault.AFTER_COMMIT);
    store.commit(List.of(put(1, "2")));
    assertThat(store.get(KEY).orElseThrow().revision()).isEqualTo(2);
  }

  @Test
  void aRenewalThatCannotBeToldIsUnknown() {
    store.claimDue("rotation", NOW, Duration.ofSeconds(9), 1);
    dialect.fail(Fault.AFTER_COMMIT);
    assertThatThrownBy(() -> store.renew(KEY, 1, NOW.plusSeconds(99)))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(store.renew(KEY, 1, NOW.plusSeconds(99))).isTrue();
  }

  @Test
  void aFullDiskIsUnavailableWhileReadsGoOn() throws Conflict, SQLException {
    var big = "x".repeat(1 << 20);
    dialect.limitPages(1);
    assertUnavailable(big, "full");
    assertThat(store.scan("rotation", "", "", 9)).hasSize(1);
    assertThat(store.get(KEY).orElseThrow().body()).isEqualTo("1");
    dialect.limitPages(1 << 20);
    store.commit(List.of(put(1, big)));
    assertThat(store.get(KEY).orElseThrow().body()).isEqualTo(big);
  }

  @Test
  void afterAFailedFlushWhatWaitedForItIsSecuredFirst() throws Conflict {
    store.commit(List.of(put(1, "2")), Durability.WITH_NEXT);
    dialect.fail(Fault.BEFORE_COMMIT);
    assertUnavailable("3", "disk fault");
    dialect.fail(Fault.SECURE);
    assertUnavailable("3", "disk fault");
    assertThat(dialect.secured()).isZero();
    store.commit(List.of(put(2, "3")));
    assertThat(dialect.secured()).isOne();
    assertThat(store.get(KEY).orElseThrow().body()).isEqualTo("3");
  }

  @Test
  void whereNothingWaitsThatIsNotNeeded() throws Conflict {
    store.commit(List.of(put(1, "2")), Durability.WITH_NEXT);
    store.commit(List.of(put(2, "3")));
    dialect.fail(Fault.BEFORE_COMMIT);
    assertUnavailable("4", "disk fault");
    store.commit(List.of(put(3, "4")));
    assertThat(dialect.secured()).isZero();
  }

  @Test
  void theWriterOutlivesHousekeepingThatBreaks() throws Exception {
    store.commit(
        IntStream.range(0, 2000)
            .mapToObj(i -> (Write) new Write.PutPayload("p" + i, Sealed.of(new byte[8])))
            .toList());
    dialect.breakAt(Fault.TIDY);
    for (int revision = 1; revision < 4; revision++) {
      int at = revision;
      var written =
          new FutureTask<>(() -> {
            store.commit(List.of(put(at, "again")));
            return at;
          });
      Thread.ofVirtual().start(written);
      assertThat(written.get(9, TimeUnit.SECONDS)).isEqualTo(at);
    }
  }

  @Test
  void aClosedStoreIsUnavailable() throws Exception {
    store.close();
    assertUnavailable("2", "is closed");
    ThrowingCallable scan = () -> store.scan("rotation", "", "", 1);
    assertThatThrownBy(scan).isInstanceOf(StoreUnavailable.class).hasMessageContaining("is closed");
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(clients.submit(() -> catchThrowable(scan)).get())
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("is closed");
    }
  }

  private void assertUnavailable(String body, String why) {
    assertThatThrownBy(() -> store.commit(List.of(put(Write.ANY, body))))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(why);
  }

  private static Write put(long expected, String body) {
    return new Write.Put(KEY, expected, body, Optional.of(NOW), Lease.KEEP);
  }
}
