package dev.keyturn.bench.load;

import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.function.Predicate;

/// One client that keeps its connection to a server and waits for each answer. Not thread-safe.
final class Client implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Selector selector = Selector.open();
  private final Exchange exchange;

  Client(Program server) throws IOException {
    exchange = new Exchange(server.address(), selector);
  }

  /// The body of the answer.
  String call(byte[] request) throws IOException {
    exchange.send(request);
    do {
      if (selector.select(PATIENCE_MILLIS) == 0) {
        throw new IOException("No answer within %d ms".formatted(PATIENCE_MILLIS));
      }
      selector.selectedKeys().clear();
    } while (!exchange.receive());
    return exchange.body();
  }

  /// When something came true, by [System#nanoTime()].
  ///
  /// @param from when the last question was asked that was answered otherwise; `to` when there is
  ///   none
  /// @param to when it was known
  record Between(long from, long to) {
    /// Neither too early nor too late, on the average.
    long middle() {
      return from + (to - from) / 2;
    }
  }

  /// Asks again and again until the answer is as wanted.
  Between await(byte[] request, Duration between, Predicate<String> wanted)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    long before = 0;
    for (int looks = 0; ; looks++) {
      long asked = System.nanoTime();
      String answer = call(request);
      if (wanted.test(answer)) {
        long known = System.nanoTime();
        return new Between(looks == 0 ? known : before, known);
      }
      if (asked > end) {
        throw new IOException("Waited in vain; at last it answered " + answer);
      }
      before = asked;
      Thread.sleep(between);
    }
  }

  @Override
  public void close() throws IOException {
    exchange.close();
    selector.close();
  }
}
