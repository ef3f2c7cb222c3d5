package dev.keyturn.server.runtime;

import static dev.keyturn.server.runtime.ApiResponse.error;

import dev.keyturn.server.runtime.Exchange.Reception;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// AWS's Lambda Runtime API, version 2018-06-01, for all instances. Each finds it under a path that
/// nobody can guess and that only its own environment holds: so it reaches its own tasks and
/// answers, and those of nobody else. Thread-safe.
final class RuntimeApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeApi.class);

  /// AWS's limit of what a function returns: 6 MiB and a little.
  static final int MOST_BYTES = 6_291_556;

  private static final String VERSION = "/2018-06-01/runtime/";
  private static final int TOKEN_BYTES = 16;
  private static final int BACKLOG = 512;
  private static final int MOST_CONNECTIONS = 4096;
  private static final int STRANGERS_MILLIS = 5_000;

  private final Map<String, Exchange> exchanges = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket listener;

  private RuntimeApi(ServerSocket listener) {
    this.listener = listener;
  }

  /// Listens on a free port of the loopback interface.
  static RuntimeApi open() {
    try {
      ServerSocket listener =
          new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
      RuntimeApi api = new RuntimeApi(listener);
      Thread.ofVirtual().name("runtime-api").start(api::accept);
      return api;
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "Cannot listen on the loopback interface for functions", failed);
    }
  }

  /// Makes a path for an instance.
  String admit(Exchange exchange) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    exchanges.put(token, exchange);
    return token;
  }

  void dismiss(String token) {
    exchanges.remove(token);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
          connections.decrementAndGet();
          connection.close();
        } else {
          Thread.ofVirtual().name("runtime-api-connection").start(() -> serve(connection));
        }
      } catch (IOException failed) {
        if (!listener.isClosed()) {
          LOG.warn("A connection of a function was not accepted: {}", failed.getMessage());
        }
      }
    }
  }

  private void serve(Socket connection) {
    try (connection;
        InputStream in = new BufferedInputStream(connection.getInputStream());
        OutputStream out = connection.getOutputStream()) {
      connection.setTcpNoDelay(true);
      // Everybody on the machine may connect: who has no path is not waited for.
      connection.setSoTimeout(STRANGERS_MILLIS);
      boolean open = true;
      while (open) {
        try (Turn turn = new Turn()) {
          Optional<ApiRequest> request = ApiRequest.read(in, out, turn::limit);
          open = request.filter(it -> exchange(it.path()).isPresent()).isPresent();
          if (request.isPresent()) {
            connection.setSoTimeout(0);
            answer(request.get()).write(out);
            open &= request.get().keepsConnection();
          }
        }
      }
    } catch (IOException broken) {
      LOG.debug("A function's connection to its runtime API ended: {}", broken.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      connections.decrementAndGet();
    }
  }

  /// What one request may take of the memory: the body of a stranger is not kept, and an instance
  /// has one at a time.
  private final class Turn implements AutoCloseable {
    private Optional<Semaphore> taken = Optional.empty();

    int limit(String path) {
      taken = exchange(path).map(Exchange::receive);
      return taken.isPresent() ? MOST_BYTES : 0;
    }

    @Override
    public void close() {
      taken.ifPresent(Semaphore::release);
    }
  }

  private Optional<Exchange> exchange(String path) {
    int end = path.indexOf(VERSION);
    return end < 1 ? Optional.empty() : Optional.ofNullable(exchanges.get(path.substring(1, end)));
  }

  private ApiResponse answer(ApiRequest request) throws InterruptedException {
    Optional<Exchange> found = exchange(request.path());
    if (found.isEmpty()) {
      return error(403, "AccessDenied", "Not an instance's path");
    }
    Exchange exchange = found.get();
    int start = request.path().indexOf(VERSION) + VERSION.length();
    String[] call = request.path().substring(start).split("/", -1);
    return switch (request.method() + " " + call[0] + " " + call[call.length - 1]) {
      case "GET invocation next" -> next(exchange);
      case "POST invocation response" -> response(exchange, call, request);
      case "POST invocation error" -> received(exchange.answer(call[1], failure(request)));
      case "POST init error" -> received(exchange.failStart(failure(request)));
      default -> error(404, "InvalidRequest", "No such operation");
    };
  }

  private static ApiResponse next(Exchange exchange) throws InterruptedException {
    Optional<Task> task = exchange.next();
    if (task.isEmpty()) {
      return received(Reception.OUT_OF_TURN);
    }
    ApiResponse response =
        ApiResponse.ok(task.get().invocation().event().revealBytes())
            .with("Lambda-Runtime-Aws-Request-Id", task.get().requestId())
            .with(
                "Lambda-Runtime-Deadline-Ms", String.valueOf(task.get().deadline().toEpochMilli()))
            .with(
                "Lambda-Runtime-Invoked-Function-Arn",
                task.get().invocation().invokedAs().toString())
            .with("Lambda-Runtime-Trace-Id", Trace.of(task.get()));
    task.get()
        .invocation()
        .clientContext()
        .ifPresent(context ->
            response.with("Lambda-Runtime-Client-Context", context.replaceAll("[\\r\\n]+", " ")));
    return response;
  }

  private static ApiResponse response(Exchange exchange, String[] call, ApiRequest request) {
    if (request.tooLarge()) {
      Reception reception = exchange.answer(call[1], Answer.TOO_LARGE);
      return reception == Reception.TAKEN
          ? error(
              413,
              "RequestEntityTooLarge",
              "Exceeded maximum allowed payload size (" + MOST_BYTES + " bytes).")
          : received(reception);
    }
    // What streams its answer says in a trailer that it broke on the way.
    Optional<String> broken = request.header("lambda-runtime-function-error-type");
    return received(
        exchange.answer(
            call[1], broken.isPresent() ? failure(request) : new Answer.Result(request.body())));
  }

  private static Answer failure(ApiRequest request) {
    return new Answer.Failure(request.body(), request.header("lambda-runtime-function-error-type"));
  }

  private static ApiResponse received(Reception reception) {
    return switch (reception) {
      case TAKEN -> ApiResponse.accepted();
      case UNKNOWN_REQUEST -> error(400, "InvalidRequestID", "Invalid request ID");
      case OUT_OF_TURN -> error(403, "InvalidStateTransition", "State transition is not allowed");
    };
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException failed) {
      LOG.warn("The listener for functions did not close: {}", failed.getMessage());
    }
  }
}
