package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyturn.function.Watchdog.Watch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimerWatchdogTest {
  private static final Duration SOON = Duration.ofMillis(5);

  private final TimerWatchdog watchdog = new TimerWatchdog();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void doesOnceWhatWasSetForThen() {
    try (Watch _ = watchdog.after(SOON, done::incrementAndGet)) {
      await().until(() -> done.get() == 1);
    }
    assertThat(done).hasValue(1);
  }

  @Test
  void doesNothingOnceItIsClosed() throws InterruptedException {
    watchdog.after(SOON, done::incrementAndGet).close();
    CountDownLatch later = new CountDownLatch(1);
    try (Watch _ = watchdog.after(SOON.multipliedBy(2), later::countDown)) {
      later.await();
    }
    assertThat(done).hasValue(0);
  }

  @Test
  void closingWaitsForWhatIsBeingDone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Watch watch =
        watchdog.after(
            Duration.ZERO,
            () -> {
              begun.countDown();
              awaitUninterruptibly(released);
              done.incrementAndGet();
            });
    begun.await();
    FutureTask<Integer> closing =
        new FutureTask<>(() -> {
          watch.close();
          return done.get();
        });
    Thread closer = Thread.ofPlatform().start(closing);
    await().until(() -> closer.getState() == Thread.State.WAITING);
    released.countDown();
    assertThat(closing.get()).isEqualTo(1);
  }

  @Test
  void oneDeedDoesNotHoldUpAnother() {
    CountDownLatch released = new CountDownLatch(1);
    try (Watch _ = watchdog.after(Duration.ZERO, () -> awaitUninterruptibly(released));
        Watch _ = watchdog.after(SOON, done::incrementAndGet)) {
      await().until(() -> done.get() == 1);
      released.countDown();
    }
  }

  @Test
  void whenTheServerStopsNothingIsDoneAndNobodyIsStopped() {
    TimerWatchdog stopped = new TimerWatchdog();
    try (Watch _ = stopped.after(SOON, done::incrementAndGet)) {
      stopped.close();
      try (Watch _ = stopped.after(Duration.ZERO, done::incrementAndGet);
          Watch _ = watchdog.after(SOON.multipliedBy(2), done::incrementAndGet)) {
        await().until(() -> done.get() > 0);
      }
    }
    assertThat(done).hasValue(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
