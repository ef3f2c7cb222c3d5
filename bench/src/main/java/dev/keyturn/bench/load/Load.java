package dev.keyturn.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A closed loop: every connection sends its next request when its last one was answered. One
/// thread serves all of them, and it lets a few answers gather, since a generator on the server's
/// own cores must cost as little as it can: woken for each answer, it would make the server pay for
/// waking it.
///
/// @param connections how many at a time
/// @param requests ready-made; the run ends when there are no more
record Load(InetSocketAddress address, int connections, Iterator<byte[]> requests) {
  private static final long GATHERING = TimeUnit.MICROSECONDS.toNanos(50);

  /// What a run measured.
  ///
  /// @param answers how many
  /// @param rate answers a second
  /// @param median of the latency in milliseconds
  /// @param slow the 99th percentile of the latency in milliseconds
  record Figures(int answers, double rate, double median, double slow) {}

  Figures run(Duration duration) throws IOException {
    long[] latencies = new long[1 << 16];
    int count = 0;
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    try (Selector selector = Selector.open();
        Exchanges exchanges = open(selector)) {
      int busy = exchanges.all.size();
      for (Exchange exchange : exchanges.all) {
        exchange.send(requests.next());
      }
      while (busy > 0) {
        LockSupport.parkNanos(GATHERING);
        if (selector.select(10_000) == 0) {
          throw new IOException("No answer within ten seconds");
        }
        for (var key : selector.selectedKeys()) {
          Exchange exchange = (Exchange) key.attachment();
          if (exchange.receive()) {
            if (count == latencies.length) {
              latencies = Arrays.copyOf(latencies, count * 2);
            }
            latencies[count++] = exchange.latency();
            if (System.nanoTime() < end && requests.hasNext()) {
              exchange.send(requests.next());
            } else {
              busy--;
            }
          }
        }
        selector.selectedKeys().clear();
      }
    }
    return figures(Arrays.copyOf(latencies, count), (System.nanoTime() - start) / 1e9);
  }

  /// Sends one request on a connection of its own.
  ///
  /// @return the body of the answer
  static String once(InetSocketAddress address, byte[] request) throws IOException {
    try (Selector selector = Selector.open();
        Exchange exchange = new Exchange(address, selector)) {
      exchange.send(request);
      do {
        selector.select(10_000);
        selector.selectedKeys().clear();
      } while (!exchange.receive());
      return exchange.body();
    }
  }

  private Exchanges open(Selector selector) throws IOException {
    Exchanges exchanges = new Exchanges(new ArrayList<>());
    for (int i = 0; i < connections; i++) {
      exchanges.all.add(new Exchange(address, selector));
    }
    return exchanges;
  }

  private record Exchanges(List<Exchange> all) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      for (Exchange exchange : all) {
        exchange.close();
      }
    }
  }

  private static Figures figures(long[] latencies, double seconds) {
    Arrays.sort(latencies);
    return new Figures(
        latencies.length,
        latencies.length / seconds,
        percentile(latencies, 0.5),
        percentile(latencies, 0.99));
  }

  private static double percentile(long[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 1e6;
  }
}
