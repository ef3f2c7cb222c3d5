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
import java.time.Duration;
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

  /// What an answer may have without a place of its own.
  private static final int SMALL_BYTES = 1024 * 1024;

  private static final String VERSION = "/2018-06-01/runtime/";
  private static final int TOKEN_BYTES = 16;
  private static final int BACKLOG = 512;
  private static final int MOST_CONNECTIONS = 4096;
  private static final int STRANGERS_MILLIS = 5_000;

  private final Map<String, Exchange> exchanges = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger connections = new AtomicInteger();
  private final Semaphore places;
  private final Duration patience;
  private final ServerSocket listener;

  private RuntimeApi(ServerSocket listener, int places, Duration patience) {
    this.listener = listener;
    this.places = new Semaphore(places, true);
    this.patience = patience;
  }

  /// Listens on a free port of the loopback interface.
  ///
  /// @param places how many large answers there may be at a time, until their callers have them
  /// @param patience how long one waits for a place
  static RuntimeApi open(int places, Duration patience) {
    try {
      ServerSocket listener =
          new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
      RuntimeApi api = new RuntimeApi(listener, places, patience);
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
            answer(request.get(), turn.instead).write(out);
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

  /// What one request may take of the memory: the body of a stranger is not kept, an instance has
  /// one at a time, and there are so many large ones.
  private final class Turn implements AutoCloseable {
    private Optional<Semaphore> taken = Optional.empty();

    /// What to take in place of a body that is not kept.
    private Answer instead = Answer.TOO_LARGE;

    int limit(String path, long size) throws InterruptedException {
      Optional<Exchange> from = exchange(path);
      if (from.isEmpty()) {
        return 0;
      }
      if (taken.isEmpty()) {
        taken = from.map(Exchange::receive);
      }
      if (size <= SMALL_BYTES || size > MOST_BYTES) {
        return SMALL_BYTES;
      }
      Optional<Answer> other = from.get().house(places, patience);
      other.ifPresent(it -> instead = it);
      return other.isPresent() ? SMALL_BYTES : MOST_BYTES;
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

  private ApiResponse answer(ApiRequest request, Answer instead) throws InterruptedException {
    Optional<Exchange> found = exchange(request.path());
    if (found.isEmpty()) {
      return error(403, "AccessDenied", "Not an instance's path");
    }
    Exchange exchange = found.get();
    int start = request.path().indexOf(VERSION) + VERSION.length();
    String[] call = request.path().substring(start).split("/", -1);
    return switch (request.method() + " " + call[0] + " " + call[call.length - 1]) {
      case "GET invocation next" -> next(exchange);
      case "POST invocation response" -> response(exchange, call, request, instead);
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

  private static ApiResponse response(
      Exchange exchange, String[] call, ApiRequest request, Answer instead) {
    if (request.tooLarge()) {
      Reception reception = exchange.answer(call[1], instead);
      return reception == Reception.TAKEN && instead.equals(Answer.TOO_LARGE)
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
