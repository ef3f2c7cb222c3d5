package dev.keyturn.server.wire;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Service;
import dev.keyturn.server.sigv4.SignedService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds the operation that a request means. Thread-safe.
///
/// A service of the JSON protocol is named by `X-Amz-Target`, one of the Query protocol by what its
/// signature says that it is for: `Action` and `Version` must be that service's. All else has the
/// path `/`: services of the REST protocol are found by theirs.
final class Routes {
  private static final Query NO_SERVICE = Query.ofNoService();
  private static final RestJson NO_OPERATION = RestJson.ofNoOperation();

  /// Services of one name, as Keyturn's own are, share their prefix.
  private final Map<String, List<JsonService>> prefixes;

  private final Map<String, QueryService> queries;
  private final List<RestService> rests;

  /// The operations of the JSON protocol that were asked for, by the whole of `X-Amz-Target`.
  private final Map<String, Endpoint<?, ?, ?>> targets = new ConcurrentHashMap<>();

  /// A service of the JSON protocol. Its model is read when somebody asks for it first: a start
  /// waits for none.
  private static final class JsonService {
    private final Service service;
    private volatile @Nullable Map<String, Endpoint<?, ?, ?>> loaded;

    JsonService(Service service) {
      this.service = service;
    }

    @Nullable Endpoint<?, ?, ?> operation(String name) {
      Map<String, Endpoint<?, ?, ?>> known = loaded;
      if (known == null) {
        known = endpoints(service, Json11.INSTANCE);
        loaded = known;
      }
      return known.get(name);
    }
  }

  private Routes(
      Map<String, List<JsonService>> prefixes,
      Map<String, QueryService> queries,
      List<RestService> rests) {
    this.prefixes = Map.copyOf(prefixes);
    this.queries = Map.copyOf(queries);
    this.rests = List.copyOf(rests);
  }

  /// @throws IllegalStateException when a service has no model
  static Routes to(List<Service> services) {
    Map<String, List<JsonService>> prefixes = new HashMap<>();
    Map<String, QueryService> queries = new HashMap<>();
    List<RestService> rests = new ArrayList<>();
    for (Service service : services) {
      ServiceModel.Identity identity = ServiceModel.identityOf(service.name());
      switch (identity.protocol()) {
        case "query" ->
            queries.put(identity.signingName(), new QueryService(service, identity.version()));
        case "rest-json" -> rests.add(new RestService(service));
        default ->
            prefixes
                .computeIfAbsent(identity.targetPrefix(), _ -> new ArrayList<>())
                .add(new JsonService(service));
      }
    }
    return new Routes(prefixes, queries, rests);
  }

  static Map<String, Endpoint<?, ?, ?>> endpoints(Service service, Protocol protocol) {
    ServiceModel model = ServiceModel.of(service.name());
    Map<String, Endpoint<?, ?, ?>> endpoints = new HashMap<>();
    for (Operation<?, ?, ?> operation : service.operations()) {
      endpoints.put(
          operation.name(),
          new Endpoint<>(
              service, operation, model.operation(operation.name()).orElseThrow(), protocol));
    }
    return Map.copyOf(endpoints);
  }

  private @Nullable Endpoint<?, ?, ?> target(String header) {
    Endpoint<?, ?, ?> known = targets.get(header);
    int dot = header.lastIndexOf('.');
    if (known != null || dot < 0) {
      return known;
    }
    for (JsonService service : prefixes.getOrDefault(header.substring(0, dot), List.of())) {
      Endpoint<?, ?, ?> found = service.operation(header.substring(dot + 1));
      if (found != null) {
        targets.put(header, found);
        return found;
      }
    }
    return null;
  }

  Endpoint<?, ?, ?> find(HttpRequest request) throws Rejection {
    if (!request.path().equals("/")) {
      return atPath(request);
    }
    Endpoint<?, ?, ?> target = target(request.header("x-amz-target").orElse(""));
    if (target == null && isQuery(request)) {
      return action(request);
    }
    if (target == null || !request.method().equals("POST")) {
      throw Rejection.unknownOperation(400);
    }
    if (!hasContentType(request, Json11.CONTENT_TYPE)) {
      throw Rejection.unsupportedMediaType(Json11.CONTENT_TYPE);
    }
    return target;
  }

  /// What a request may have that is larger than usual; empty where it may not.
  Optional<BodyLimit> larger(String method, String path) {
    return rests.stream().flatMap(service -> service.larger(method, path).stream()).findFirst();
  }

  private Endpoint<?, ?, ?> atPath(HttpRequest request) throws Rejection {
    for (RestService service : rests) {
      Optional<Endpoint<?, ?, ?>> found = service.find(request);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw Rejection.unknownOperation(404);
  }

  /// The protocol in which a request is refused that means no operation.
  Protocol protocol(HttpRequest request) {
    if (!request.path().equals("/") && !rests.isEmpty()) {
      return NO_OPERATION;
    }
    return isQuery(request)
        ? signedFor(request).map(QueryService::protocol).orElse(NO_SERVICE)
        : Json11.INSTANCE;
  }

  private static boolean isQuery(HttpRequest request) {
    return !request.headers().containsKey("x-amz-target")
        && (hasContentType(request, Query.CONTENT_TYPE) || request.query().contains("Action="));
  }

  private Endpoint<?, ?, ?> action(HttpRequest request) throws Rejection {
    Parameters parameters = Parameters.of(request);
    String action = parameters.below("Action").value().orElse("");
    String version = parameters.below("Version").value().orElse("");
    if (action.isEmpty()) {
      throw Rejection.missingAction();
    }
    return signedFor(request)
        .or(() -> ofVersion(version))
        .filter(service -> service.version().equals(version))
        .map(service -> service.action(action))
        .orElseThrow(() -> Rejection.invalidAction(action, version));
  }

  private Optional<QueryService> signedFor(HttpRequest request) {
    return SignedService.of(request).map(queries::get);
  }

  /// Who did not sign at all, or for another service, shall hear of that and not of an unknown
  /// operation.
  private Optional<QueryService> ofVersion(String version) {
    return queries.values().stream().filter(each -> each.version().equals(version)).findFirst();
  }

  /// Equal but for case and parameters such as a charset.
  private static boolean hasContentType(HttpRequest request, String expected) {
    String given = request.header("content-type").orElse("");
    if (given.equals(expected)) {
      return true;
    }
    int end = given.indexOf(';');
    String type = end < 0 ? given : given.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT).equals(expected);
  }
}
