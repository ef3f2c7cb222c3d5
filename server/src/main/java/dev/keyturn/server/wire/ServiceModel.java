package dev.keyturn.server.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The schema of a service: AWS's own model where AWS has the service, and ours in the same format
/// where it has not. Immutable.
///
/// The model of service `s` is the resource `models/s.json` beside this class. It may name another
/// one that it `extends`: then its shapes and operations are added to that one's, and the members
/// of structures that both have are put together. So members that are newer than the published
/// models are a few lines of ours.
final class ServiceModel {
  private static final Map<String, ServiceModel> LOADED = new ConcurrentHashMap<>();

  private final String signingName;
  private final Map<String, OperationShapes> operations;

  /// The shapes of an operation; no output means an answer without a body.
  record OperationShapes(Shape.Structure input, Optional<Shape.Structure> output) {}

  ServiceModel(String signingName, Map<String, OperationShapes> operations) {
    this.signingName = signingName;
    this.operations = Map.copyOf(operations);
  }

  /// The model of a service, loaded at its first use.
  ///
  /// @throws IllegalStateException when there is none, or it cannot be understood
  static ServiceModel of(String service) {
    return LOADED.computeIfAbsent(service, ServiceModel::load);
  }

  private static ServiceModel load(String service) {
    ObjectNode model = read("models/" + service + ".json");
    JsonNode base = model.path("extends");
    return new ModelReader(base.isString() ? overlaid(read(base.asString()), model) : model).read();
  }

  /// The name in signatures.
  String signingName() {
    return signingName;
  }

  /// The operation's shapes; empty when the service has no such operation.
  Optional<OperationShapes> operation(String name) {
    return Optional.ofNullable(operations.get(name));
  }

  private static ObjectNode read(String resource) {
    try (InputStream in = ServiceModel.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("No service model " + resource + " on the class path");
      }
      return (ObjectNode) JsonMapper.shared().readTree(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static ObjectNode overlaid(ObjectNode base, ObjectNode overlay) {
    for (Map.Entry<String, JsonNode> entry : overlay.properties()) {
      JsonNode below = base.get(entry.getKey());
      if (below instanceof ObjectNode lower && entry.getValue() instanceof ObjectNode upper) {
        overlaid(lower, upper);
      } else {
        base.set(entry.getKey(), entry.getValue());
      }
    }
    return base;
  }
}
