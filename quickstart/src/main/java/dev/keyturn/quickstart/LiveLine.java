package dev.keyturn.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// Shows the numbers while they change: on a terminal one line that is written over and over,
/// elsewhere a line for each rotation.
final class LiveLine implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(200);

  private final Tally tally;
  private final int wanted;
  private final PrintStream out;
  private final boolean terminal;
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);
  private long shown;

  LiveLine(Tally tally, int wanted, PrintStream out, boolean terminal) {
    this.tally = tally;
    this.wanted = wanted;
    this.out = out;
    this.terminal = terminal;
  }

  void start() {
    if (terminal) {
      thread.start();
    }
  }

  private void run() {
    try {
      while (true) {
        out.print("\r" + line(tally.snapshot(), wanted) + "\u001b[K");
        out.flush();
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException _) {
      // The end of the run.
    }
  }

  /// A rotation has ended: where nothing can be written over, it gets a line.
  void rotated() {
    Tally.Snapshot now = tally.snapshot();
    if (!terminal && now.rotations() > shown) {
      shown = now.rotations();
      out.println(line(now, wanted));
    }
  }

  static String line(Tally.Snapshot now, int wanted) {
    return "rotations %d/%d   log-ins %,d   denied %d   retrieval %s (99 %%: %s)"
        .formatted(
            now.rotations(),
            Math.max(wanted, now.rotations()),
            now.logIns(),
            now.denied(),
            millis(now.median()),
            millis(now.p99()));
  }

  static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
  }

  @Override
  public void close() throws InterruptedException {
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join();
      out.println("\r" + line(tally.snapshot(), wanted) + "\u001b[K");
    }
  }
}
