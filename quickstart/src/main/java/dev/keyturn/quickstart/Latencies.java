package dev.keyturn.quickstart;

import java.time.Duration;

/// How long something took, kept as counts in buckets that are 5 % wide, so that a run of any
/// length needs the same memory. Not thread-safe.
final class Latencies {
  private static final double WIDTH = Math.log(1.05);

  // The last bucket begins at 1.05^400 µs, about five minutes.
  private final long[] counts = new long[401];
  private long total;

  void add(Duration time) {
    double micros = Math.max(1, time.toNanos() / 1e3);
    counts[Math.min(counts.length - 1, (int) (Math.log(micros) / WIDTH))]++;
    total++;
  }

  /// The time within which this share of all stayed; zero when there are none.
  ///
  /// @param share more than 0, at most 1
  Duration within(double share) {
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen > 0 && seen >= share * total) {
        return Duration.ofNanos((long) (Math.exp((bucket + 1) * WIDTH) * 1e3));
      }
    }
    return Duration.ZERO;
  }
}
