package dev.keyturn.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done every few seconds, one thing after the other, and once more at the end.
final class Chores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private final Map<String, Runnable> chores;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("chores").factory());

  private Chores(Map<String, Runnable> chores) {
    this.chores = chores;
  }

  /// @param chores by name, for the log
  static Chores every(Duration period, Map<String, Runnable> chores) {
    Chores started = new Chores(Map.copyOf(chores));
    started.thread.scheduleWithFixedDelay(
        started::run, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    return started;
  }

  private void run() {
    chores.forEach((name, chore) -> {
      try {
        chore.run();
      } catch (RuntimeException | Error failed) {
        // Also when memory ran out: what is thrown here ends all chores for good.
        LOG.warn("{} failed and will be tried again", name, failed);
      }
    });
  }

  @Override
  public void close() {
    thread.close();
    run();
  }
}
