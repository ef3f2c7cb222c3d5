package dev.keyturn.server.wire;

import dev.keyturn.audit.AuditUnavailable;
import dev.keyturn.identity.Caller;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Runner;
import dev.keyturn.operation.Service;
import dev.keyturn.server.sigv4.AuthenticationFailed;
import dev.keyturn.server.sigv4.Authenticator;
import dev.keyturn.server.wire.RequestObserver.Answered;
import dev.keyturn.store.StoreUnavailable;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The door for AWS's clients: finds the operation, learns who calls, and lets the [Runner] do the
/// rest. Answers every request, whatever is in it. Thread-safe.
public final class Gateway {
  private static final String UNKNOWN = "unknown";

  private final Routes routes;
  private final Runner runner;
  private final Authenticator authenticator;
  private final InstantSource clock;
  private final RequestObserver observer;
  private final FailureLog log;

  /// Prepares every operation of the services.
  ///
  /// @throws IllegalStateException when a service has no model
  public Gateway(
      List<Service> services,
      Runner runner,
      Authenticator authenticator,
      InstantSource clock,
      RequestObserver observer) {
    this.routes = Routes.to(services);
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

  /// What the body of a request may have that is larger than usual; empty where it may not.
  public Optional<BodyLimit> larger(String method, String path) {
    return routes.larger(method, path);
  }

  /// Whether somebody who is known here may have signed a request whose body is still to come. When
  /// not, [#handle] says why, whatever the body is.
  public boolean knows(HttpRequest head) {
    try {
      return authenticator.knows(head);
    } catch (StoreUnavailable _) {
      return false;
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
        Endpoint<?, ?, ?> found = routes.find(request);
        endpoint = found;
        HttpResponse response = run(found);
        observe(response, Optional.empty());
        return response;
      } catch (Throwable problem) {
        Protocol protocol = endpoint == null ? routes.protocol(request) : endpoint.protocol();
        WireError error = protocol.worded(errorOf(problem));
        HttpResponse response = protocol.refuse(error, requestId);
        observe(response, Optional.of(error.code()));
        return response;
      }
    }

    private HttpResponse run(Endpoint<?, ?, ?> found) throws Rejection, AuthenticationFailed {
      Caller caller = authenticator.authenticate(request, found.service().name());
      return found.answer(
          request, runner, new Call(caller, requestId, clock.instant(), request.answered()));
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

    private void observe(HttpResponse response, Optional<String> error) {
      observer.answered(
          new Answered(
              endpoint == null ? UNKNOWN : endpoint.service().name(),
              endpoint == null ? UNKNOWN : endpoint.operation(),
              response.status(),
              error,
              System.nanoTime() - began));
    }
  }
}
