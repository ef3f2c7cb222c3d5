package dev.keyturn.server.runtime;

import dev.keyturn.function.Watchdog;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A watchdog with one timer, whose thread no deed holds up. When it is closed nothing more is
/// done: the process is about to end.
public final class TimerWatchdog implements Watchdog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TimerWatchdog.class);

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("watchdog").factory());

  public TimerWatchdog() {
    // Nearly all watches are closed in time, and would be kept until then.
    timer.setRemoveOnCancelPolicy(true);
    // A step that goes on while the server stops must not fail for that.
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public Watch after(Duration time, Runnable deed) {
    Deed set = new Deed(deed);
    Runnable ring = () -> Thread.ofVirtual().name("watchdog").start(set);
    Future<?> alarm = timer.schedule(ring, time.toNanos(), TimeUnit.NANOSECONDS);
    return () -> {
      alarm.cancel(false);
      set.close();
    };
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static final class Deed implements Runnable {
    private final Runnable deed;
    private final ReentrantLock doing = new ReentrantLock();
    private boolean over;

    private Deed(Runnable deed) {
      this.deed = deed;
    }

    @Override
    public void run() {
      doing.lock();
      try {
        if (!over) {
          deed.run();
        }
      } catch (RuntimeException | Error broken) {
        LOG.error("What was to be done meanwhile broke", broken);
      } finally {
        doing.unlock();
      }
    }

    private void close() {
      doing.lock();
      try {
        over = true;
      } finally {
        doing.unlock();
      }
    }
  }
}
