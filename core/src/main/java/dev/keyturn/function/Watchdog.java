package dev.keyturn.function;

import java.time.Duration;

/// Does something when something else takes its time. Thread-safe.
public interface Watchdog {

  /// Sets a deed for then, unless the watch is closed before. It is done once, on another thread
  /// than the caller's.
  Watch after(Duration time, Runnable deed);

  /// What closing one tells: that it did not take its time, or no longer.
  interface Watch extends AutoCloseable {
    /// Waits for the deed if that is just being done. After this, nothing is done.
    @Override
    void close();
  }
}
