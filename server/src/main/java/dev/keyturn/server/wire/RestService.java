package dev.keyturn.server.wire;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Service;
import dev.keyturn.server.wire.ServiceModel.OperationShapes;
import dev.keyturn.server.wire.Shape.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The operations of a service of the REST protocol, by method and path. Its model is read when
/// somebody asks for it first: a start waits for none. Thread-safe.
final class RestService {
  /// What AWS Lambda takes: an archive of 50 MB in base64, and an event. All else is small.
  private static final Map<String, BodyLimit> LARGER =
      Map.of(
          "CreateFunction", new BodyLimit(70_167_211, "CreateFunction"),
          "UpdateFunctionCode", new BodyLimit(70_167_211, "UpdateFunctionCode"),
          "PublishLayerVersion", new BodyLimit(70_167_211, "PublishLayerVersion"),
          "Invoke", new BodyLimit(6_291_456, "InvokeFunction"));

  private final Service service;
  private volatile @Nullable List<Route> loaded;

  private record Route(String method, PathTemplate template, Endpoint<?, ?, ?> endpoint) {}

  RestService(Service service) {
    this.service = service;
  }

  /// The operation that a request means; empty when there is none at its path.
  ///
  /// @throws Rejection when there is one at its path, but of another method
  Optional<Endpoint<?, ?, ?>> find(HttpRequest request) throws Rejection {
    List<String> path = PathTemplate.segments(request.path());
    List<Route> there = routes().stream().filter(route -> route.template.matches(path)).toList();
    if (there.isEmpty()) {
      return Optional.empty();
    }
    QueryString query = QueryString.of(request.query());
    for (Route route : there) {
      if (route.method.equals(request.method()) && query.holds(route.template.query())) {
        return Optional.of(route.endpoint);
      }
    }
    throw Rejection.unknownOperation(405);
  }

  /// What a request may have that is larger than usual; empty where it may not.
  Optional<BodyLimit> larger(String method, String path) {
    List<String> segments = PathTemplate.segments(path);
    return routes().stream()
        .filter(route -> route.method.equals(method) && route.template.matches(segments))
        .findFirst()
        .map(route -> LARGER.get(route.endpoint.operation()));
  }

  private List<Route> routes() {
    List<Route> known = loaded;
    if (known == null) {
      known = load();
      loaded = known;
    }
    return known;
  }

  /// What asks more of the query stands first.
  private List<Route> load() {
    ServiceModel model = ServiceModel.of(service.name());
    List<Route> routes = new ArrayList<>();
    for (Operation<?, ?, ?> operation : service.operations()) {
      OperationShapes shapes = model.operation(operation.name()).orElseThrow();
      RestJson protocol = RestJson.of(model, shapes.http());
      demandUsable(operation, shapes, protocol.template());
      routes.add(
          new Route(
              shapes.http().method(),
              protocol.template(),
              new Endpoint<>(service, operation, shapes, protocol)));
    }
    routes.sort(Comparator.comparingInt(route -> -route.template.query().size()));
    return List.copyOf(routes);
  }

  private static void demandUsable(
      Operation<?, ?, ?> operation, OperationShapes shapes, PathTemplate template) {
    for (Shape.Member member : shapes.input().members()) {
      Place place = member.location().place();
      boolean usable =
          switch (place) {
            case PATH -> template.has(member.location().name()) && PlainText.holds(member.shape());
            case QUERY, HEADER ->
                PlainText.holds(
                    member.shape() instanceof Shape.Sequence list
                        ? list.element()
                        : member.shape());
            case PAYLOAD ->
                member.shape() instanceof Shape.Blob || member.shape() instanceof Shape.Structure;
            case HEADERS, BODY, STATUS -> true;
          };
      if (!usable) {
        throw new IllegalStateException(
            "%s of %s cannot stand in %s".formatted(member.name(), operation.name(), place));
      }
    }
  }
}
