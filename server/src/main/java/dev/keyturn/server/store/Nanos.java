package dev.keyturn.server.store;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// Instants as columns: nanoseconds since 1970 in 64 bits, which reach from 1678 to 2261. What lies
/// beyond counts as the end of that range.
final class Nanos {
  private static final long PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private Nanos() {}

  static long of(Instant instant) {
    long seconds = TimeUnit.SECONDS.toNanos(instant.getEpochSecond());
    boolean beyond = seconds == Long.MAX_VALUE || seconds == Long.MIN_VALUE;
    return beyond ? seconds : seconds + instant.getNano();
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
  }
}
