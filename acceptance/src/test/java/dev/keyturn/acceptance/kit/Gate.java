package dev.keyturn.acceptance.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/// Where rotation functions knock before each step, and at the same time the target whose password
/// they set. A step can be held here, so that something is killed while it is under way.
public final class Gate implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Hold> holds = new ConcurrentHashMap<>();
  private final Map<String, String> passwords = new ConcurrentHashMap<>();
  private final HttpServer server;

  private record Hold(String step, CountDownLatch arrived, CountDownLatch open) {}

  private Gate(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public static Gate open() throws IOException {
    return new Gate(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// From now on this step of this secret's rotation is held.
  public void hold(String secret, String step) {
    holds.put(secret, new Hold(step, new CountDownLatch(1), new CountDownLatch(1)));
  }

  /// Waits until the step is held.
  public void awaitHeld(String secret) {
    Awaitility.await("the step of " + secret + " that is held")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> held(secret).arrived.getCount() == 0);
  }

  /// Holds it no longer.
  public void letGo(String secret) {
    held(secret).open.countDown();
    holds.remove(secret);
  }

  private Hold held(String secret) {
    return Optional.ofNullable(holds.get(secret)).orElseThrow();
  }

  /// The password that the target has.
  public String password(String secret) {
    return passwords.getOrDefault(secret, "");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/", -1);
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status(path[1], path[2], body), -1);
    }
  }

  private int status(String secret, String step, String body) {
    return switch (step) {
      case "password" -> {
        passwords.put(secret, Evidence.secret(body));
        yield 200;
      }
      case "login" -> body.equals(password(secret)) ? 200 : 403;
      default -> {
        await(secret, step);
        yield 200;
      }
    };
  }

  private void await(String secret, String step) {
    Hold hold = holds.get(secret);
    if (hold != null && hold.step.equals(step)) {
      hold.arrived.countDown();
      try {
        hold.open.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
