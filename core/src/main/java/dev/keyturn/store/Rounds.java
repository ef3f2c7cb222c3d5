package dev.keyturn.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Decides in rounds: each reads, decides on what it read, and commits on those revisions. When
/// somebody else was faster, the next round begins after a short pause, so that many who want the
/// same document do not hold each other up.
public final class Rounds {
  private static final int MOST = 100;
  private static final long PAUSE = 50_000;
  private static final long LONGEST_PAUSE = Duration.ofMillis(2).toNanos();

  private Rounds() {}

  /// Goes on until a round succeeds.
  ///
  /// @param round reads all that it decides on; empty when somebody else was faster
  /// @param refusal what is thrown when others were faster too often
  public static <T> T until(Supplier<Optional<T>> round, Supplier<RuntimeException> refusal) {
    for (int i = 1; i <= MOST; i++) {
      Optional<T> done = round.get();
      if (done.isPresent()) {
        return done.get();
      }
      LockSupport.parkNanos(
          ThreadLocalRandom.current().nextLong(Math.min(LONGEST_PAUSE, i * PAUSE)));
    }
    throw refusal.get();
  }
}
