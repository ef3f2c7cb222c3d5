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

  /// Asks again and again until the answer is as wanted.
  ///
  /// @return what [System#nanoTime()] said then
  long await(byte[] request, Duration between, Predicate<String> wanted)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    String answer = call(request);
    while (!wanted.test(answer)) {
      if (System.nanoTime() > end) {
        throw new IOException("Waited in vain; at last it answered " + answer);
      }
      Thread.sleep(between);
      answer = call(request);
    }
    return System.nanoTime();
  }

  @Override
  public void close() throws IOException {
    exchange.close();
    selector.close();
  }
}
