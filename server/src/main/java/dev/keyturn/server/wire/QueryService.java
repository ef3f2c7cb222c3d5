package dev.keyturn.server.wire;

import dev.keyturn.operation.Service;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A service of the Query protocol. Its model is read when somebody asks for it first: IAM's is
/// large, and a start would wait for it. Thread-safe.
final class QueryService {
  private final Service service;
  private final String version;
  private volatile @Nullable Loaded loaded;

  private record Loaded(Query protocol, Map<String, Endpoint<?, ?, ?>> actions) {}

  QueryService(Service service, String version) {
    this.service = service;
    this.version = version;
  }

  String version() {
    return version;
  }

  Query protocol() {
    return loaded().protocol;
  }

  @Nullable Endpoint<?, ?, ?> action(String name) {
    return loaded().actions.get(name);
  }

  private Loaded loaded() {
    Loaded known = loaded;
    if (known == null) {
      Query protocol = Query.of(ServiceModel.of(service.name()));
      known = new Loaded(protocol, Routes.endpoints(service, protocol));
      loaded = known;
    }
    return known;
  }
}
