package dev.keyturn.testkit;

import dev.keyturn.testkit.FaultProxy.Cut;
import dev.keyturn.testkit.FaultProxy.Direction;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What is to happen to the bytes of a proxy, and how many have passed. Thread-safe.
final class FaultPlan {
  private final Map<Direction, Long> passed = new EnumMap<>(Direction.class);
  private Optional<Strike> strike = Optional.empty();
  private boolean struck;
  private boolean silent;
  private Duration delay = Duration.ZERO;

  private record Strike(Direction direction, long after, Cut how) {}

  /// How many bytes may pass now, and whether the connection is cut behind them.
  record Passage(int bytes, Optional<Cut> cut) {}

  synchronized void heal() {
    passed.clear();
    strike = Optional.empty();
    struck = false;
    silent = false;
    delay = Duration.ZERO;
    notifyAll();
  }

  synchronized void cut(Direction direction, long after, Cut how) {
    strike = Optional.of(new Strike(direction, after, how));
    struck = false;
  }

  synchronized void silence() {
    silent = true;
  }

  synchronized void delay(Duration each) {
    delay = each;
  }

  synchronized boolean struck() {
    return struck;
  }

  synchronized long passed(Direction direction) {
    return passed.getOrDefault(direction, 0L);
  }

  /// Waits while nothing passes.
  ///
  /// @param length how many bytes there are
  synchronized Passage admit(Direction direction, int length) throws InterruptedException {
    waitForDelay();
    while (silent) {
      wait();
    }
    Optional<Strike> now =
        strike.filter(it -> it.direction() == direction && passed(direction) + length > it.after());
    int bytes = now.map(it -> (int) (it.after() - passed(direction))).orElse(length);
    passed.merge(direction, (long) bytes, Long::sum);
    return new Passage(bytes, now.flatMap(this::strike));
  }

  private void waitForDelay() throws InterruptedException {
    long end = System.nanoTime() + delay.toNanos();
    for (long left = delay.toMillis();
        left > 0 && !delay.isZero();
        left = (end - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
  }

  private Optional<Cut> strike(Strike now) {
    strike = Optional.empty();
    struck = true;
    silent = now.how() == Cut.SILENCE;
    return silent ? Optional.empty() : Optional.of(now.how());
  }
}
