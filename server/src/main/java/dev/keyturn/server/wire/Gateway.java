package dev.keyturn.server.wire;

import dev.keyturn.audit.AuditUnavailable;
import dev.keyturn.identity.Caller;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.server.sigv4.AuthenticationFailed;
import dev.keyturn.server.sigv4.Authenticator;
import dev.keyturn.server.wire.RequestObserver.Answered;
import dev.keyturn.store.StoreUnavailable;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The door for AWS's clients: finds the operation, learns who calls, and lets the [Runner] do the
/// rest. Answers every request, whatever is in it. Thread-safe.
public final class Gateway {
  private static final String UNKNOWN = "unknown";

  private final Map<String, Endpoint<?, ?, ?>> endpoints;
  private final Runner runner;
  private final Authenticator authenticator;
  private final InstantSource clock;
  private final RequestObserver observer;
  private final FailureLog log;
  private final Protocol protocol = Json11.INSTANCE;

  /// Prepares every operation of the services.
  ///
  /// @throws IllegalStateException when a service has no model, or a record does not fit its model;
  ///   the text tells all that is wrong
  public Gateway(
      List<Service> services,
      Runner runner,
      Authenticator authenticator,
      InstantSource clock,
      RequestObserver observer) {
    this.endpoints = endpoints(services);
    this.runner = runner;
    this.authenticator = authenticator;
    this.clock = clock;
    this.observer = observer;
    this.log = new FailureLog(clock);
  }

  /// Loads the models of services that a gateway will need. Once is enough.
  ///
  /// @throws IllegalStateException when one is missing or cannot be understood
  public static void load(String... services) {
    for (String service : services) {
      var _ = ServiceModel.of(service);
    }
  }

  /// Answers a request. Never throws.
  public HttpResponse handle(HttpRequest request) {
    return new Exchange(request).answer();
  }

  /// One request on its way through.
  private final class Exchange {
    private final HttpRequest request;
    private final String requestId = RequestId.next();
    private final long began = System.nanoTime();
    private @Nullable Endpoint<?, ?, ?> endpoint;

    Exchange(HttpRequest request) {
      this.request = request;
    }

    HttpResponse answer() {
      try {
        return answer(200, Optional.empty(), run());
      } catch (Throwable problem) {
        WireError error = errorOf(problem);
        return answer(error.status(), Optional.of(error.code()), protocol.encode(error));
      }
    }

    private byte[] run() throws Rejection, AuthenticationFailed {
      Endpoint<?, ?, ?> found = route(request);
      endpoint = found;
      Caller caller = authenticator.authenticate(request, found.service().name());
      return found.answer(
          protocol, request.body(), runner, new Call(caller, requestId, clock.instant()));
    }

    private WireError errorOf(Throwable problem) {
      return switch (problem) {
        case Refusal refusal -> WireError.of(refusal);
        case Rejection rejection -> rejection.error();
        case AuthenticationFailed failed -> {
          log.authenticationFailed(request, requestId, failed);
          yield WireError.of(failed);
        }
        case StoreUnavailable unavailable -> {
          log.unavailable(requestId, unavailable);
          yield WireError.unavailable();
        }
        case AuditUnavailable unavailable -> {
          log.unavailable(requestId, unavailable);
          yield WireError.unavailable();
        }
        default -> {
          log.broken(requestId, problem);
          yield WireError.internal();
        }
      };
    }

    private HttpResponse answer(int status, Optional<String> error, byte[] body) {
      observer.answered(
          new Answered(
              endpoint == null ? UNKNOWN : endpoint.service().name(),
              endpoint == null ? UNKNOWN : endpoint.operation(),
              status,
              error,
              System.nanoTime() - began));
      return new HttpResponse(status, headers(error), body);
    }

    private Map<String, String> headers(Optional<String> error) {
      return error.isEmpty()
          ? Map.of("content-type", protocol.contentType(), "x-amzn-requestid", requestId)
          : Map.of(
              "content-type",
              protocol.contentType(),
              "x-amzn-requestid",
              requestId,
              "x-amzn-errortype",
              error.get());
    }
  }

  private Endpoint<?, ?, ?> route(HttpRequest request) throws Rejection {
    if (!request.path().equals("/")) {
      throw Rejection.unknownOperation(404);
    }
    Endpoint<?, ?, ?> endpoint = endpoints.get(request.header("x-amz-target").orElse(""));
    if (endpoint == null || !request.method().equals("POST")) {
      throw Rejection.unknownOperation(400);
    }
    String contentType = request.header("content-type").orElse("");
    if (!isContentType(contentType, protocol.contentType())) {
      throw Rejection.unsupportedMediaType(protocol.contentType());
    }
    return endpoint;
  }

  /// Equal but for case and parameters such as a charset.
  private static boolean isContentType(String given, String expected) {
    if (given.equals(expected)) {
      return true;
    }
    int end = given.indexOf(';');
    String type = end < 0 ? given : given.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT).equals(expected);
  }

  private static Map<String, Endpoint<?, ?, ?>> endpoints(List<Service> services) {
    Map<String, Endpoint<?, ?, ?>> endpoints = new HashMap<>();
    for (Service service : services) {
      ServiceModel model = ServiceModel.of(service.name());
      ModelConformance.demand(service, model);
      for (Operation<?, ?, ?> operation : service.operations()) {
        endpoints.put(
            model.identity().targetPrefix() + "." + operation.name(),
            new Endpoint<>(service, operation, model.operation(operation.name()).orElseThrow()));
      }
    }
    return Map.copyOf(endpoints);
  }
}
