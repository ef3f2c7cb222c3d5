package dev.keyturn.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditEvent.Phase;
import dev.keyturn.audit.AuditLog.Flush;
import dev.keyturn.audit.AuditUnavailable;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.testkit.ManualClock;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What is on stable storage, and when. The disk is real; its flush can be held up and can fail.
class FlushTest {
  @TempDir private Path folder;
  private final ManualClock clock = ManualClock.at("2026-11-21T10:00:00Z");
  private final Semaphore mayFlush = new Semaphore(1_000_000);
  private final AtomicInteger flushes = new AtomicInteger();
  private volatile boolean broken;
  private volatile boolean exhausted;
  private FileAuditLog log;

  @BeforeEach
  void open() {
    log = FileAuditLog.open(new SharedFile.Place(folder, clock, 1 << 20, this::flush));
  }

  @AfterEach
  void close() {
    broken = false;
    mayFlush.release(1_000_000);
    log.close();
  }

  private void flush(FileDescriptor file) throws IOException {
    mayFlush.acquireUninterruptibly();
    flushes.incrementAndGet();
    if (broken) {
      throw new IOException("the disk is broken");
    }
    if (exhausted) {
      exhausted = false;
      throw new OutOfMemoryError("thrown by the test");
    }
    file.sync();
  }

  @Test
  void whoeverWaitsForAFlushThatBreaksHearsOfIt() {
    exhausted = true;
    write("PutSecretValue");
    assertThatThrownBy(log.flush()::await).isInstanceOf(AuditUnavailable.class);
    assertThat(log.catchUp()).isTrue();
  }

  private void write(String name) {
    log.write(event(name));
  }

  private static AuditEvent event(String name) {
    return new AuditEvent(
        name,
        java.time.Instant.EPOCH,
        Phase.ATTEMPT,
        AuditEvent.Type.API_CALL,
        "secretsmanager.amazonaws.com",
        name,
        new Caller(
            Principal.administrator(new AccountId("111122223333")),
            "AKIA",
            new Region("eu-west-1"),
            new Origin("127.0.0.1", "test", true)),
        "request",
        false,
        List.of(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private List<String> names(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> JsonMapper.shared().readTree(line).get("eventName").asString())
        .toList();
  }

  @Test
  void beginningAFlushDoesNotWaitForIt() {
    mayFlush.drainPermits();
    write("attempt");
    Flush begun = log.flush();
    await().until(mayFlush::hasQueuedThreads);
    mayFlush.release();
    begun.await();
    assertThat(flushes).hasValue(1);
  }

  @Test
  void whatNobodyAsksForIsFlushedSoonAllTheSame() {
    write("result");
    await().until(() -> flushes.get() == 1);
  }

  @Test
  void aFlushCoversWhatWasWrittenBeforeItBeganAndNoMore() throws Exception {
    mayFlush.drainPermits();
    write("first");
    Flush first = log.flush();
    await().until(mayFlush::hasQueuedThreads);
    write("second");
    Flush second = log.flush();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> waits = threads.submit(second::await);
      mayFlush.release();
      first.await();
      await().until(mayFlush::hasQueuedThreads);
      assertThat(waits.isDone()).isFalse();
      mayFlush.release();
      waits.get();
    }
    assertThat(flushes).hasValue(2);
  }

  @Test
  void manyWhoWaitShareOneFlush() throws Exception {
    mayFlush.drainPermits();
    write("first");
    Flush first = log.flush();
    await().until(mayFlush::hasQueuedThreads);
    List<Flush> rest = askFifty();
    mayFlush.release(2);
    first.await();
    rest.forEach(Flush::await);
    assertThat(flushes).hasValue(2);
  }

  private List<Flush> askFifty() {
    List<Flush> asked = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      write("e" + i);
      asked.add(log.flush());
    }
    return asked;
  }

  @Test
  void whoComesAloneAfterACrowdIsFlushedWithoutIt() {
    mayFlush.drainPermits();
    write("first");
    log.flush();
    await().until(mayFlush::hasQueuedThreads);
    List<Flush> crowd = askFifty();
    mayFlush.release(3);
    crowd.forEach(Flush::await);
    write("alone");
    log.flush().await();
    assertThat(flushes).hasValue(3);
  }

  @Test
  void aFailedFlushIsToldAndNothingNewIsTakenBeforeAllIsSafe() throws IOException {
    broken = true;
    write("attempt");
    assertThatThrownBy(log.flush()::await).isInstanceOf(AuditUnavailable.class);
    log.writeOrBuffer(event("result"));
    assertThat(log.catchUp()).isFalse();
    assertThatThrownBy(() -> write("refused")).isInstanceOf(AuditUnavailable.class);
    assertThat(log.backlogBytes()).isPositive();

    broken = false;
    assertThat(log.catchUp()).isTrue();
    write("next");
    log.flush().await();
    assertThat(log.backlogBytes()).isZero();
    assertThat(names(files().getLast())).containsExactly("attempt", "result", "next");
  }

  @Test
  void onlyWhatWasNotFlushedGoesToTheNextFile() throws IOException {
    write("safe");
    log.flush().await();
    broken = true;
    write("lost perhaps");
    assertThatThrownBy(() -> log.flush().await()).isInstanceOf(AuditUnavailable.class);
    broken = false;
    write("next");
    assertThat(names(files().getFirst())).containsExactly("safe", "lost perhaps");
    assertThat(names(files().getLast())).containsExactly("lost perhaps", "next");
  }

  @Test
  void aFullFileThatCannotBeFlushedGoesOnInTheNext() throws IOException {
    log.close();
    log = FileAuditLog.open(new SharedFile.Place(folder, clock, 1, this::flush));
    mayFlush.drainPermits();
    write("first");
    await().until(mayFlush::hasQueuedThreads);
    broken = true;
    mayFlush.release(1_000_000);
    await().until(() -> !log.catchUp());
    broken = false;
    write("second");
    assertThat(names(files().getLast())).containsExactly("first", "second");
  }

  @Test
  void closingFlushesWhatIsLeft() {
    write("last");
    log.close();
    assertThat(flushes).hasPositiveValue();
  }
}
