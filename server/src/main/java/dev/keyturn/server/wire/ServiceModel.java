package dev.keyturn.server.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
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

  private final Identity identity;
  private final Map<String, OperationShapes> operations;
  private final Map<String, ErrorShape> errors;

  /// What a service is called, and how it is spoken to.
  ///
  /// @param protocol `json`, `query` or `rest-json`
  /// @param signingName the name in signatures
  /// @param targetPrefix what stands before the operation in `X-Amz-Target`; empty for a service of
  ///   another protocol than JSON
  /// @param version what a request of the Query protocol gives as `Version`; empty for others
  /// @param namespace of the Query protocol's XML; empty for others
  record Identity(
      String protocol, String signingName, String targetPrefix, String version, String namespace) {}

  /// How an error of the model stands in an answer of the Query and of the REST protocol.
  ///
  /// @param members what its body holds, such as `Message`
  record ErrorShape(String code, int status, List<String> members) {
    ErrorShape(String code, int status) {
      this(code, status, List.of());
    }
  }

  /// What requests of the REST protocol are told apart by.
  ///
  /// @param uri a path with places in braces to be filled in, and perhaps a query
  /// @param status of an answer
  record Http(String method, String uri, int status) {
    static final Http NONE = new Http("POST", "/", 200);
  }

  /// The shapes of an operation; no output means an answer without a body.
  record OperationShapes(Shape.Structure input, Optional<Shape.Structure> output, Http http) {
    OperationShapes(Shape.Structure input, Optional<Shape.Structure> output) {
      this(input, output, Http.NONE);
    }
  }

  ServiceModel(
      Identity identity, Map<String, OperationShapes> operations, Map<String, ErrorShape> errors) {
    this.identity = identity;
    this.operations = Map.copyOf(operations);
    this.errors = Map.copyOf(errors);
  }

  /// The model of a service, loaded at its first use.
  ///
  /// @throws IllegalStateException when there is none, or it cannot be understood
  static ServiceModel of(String service) {
    return LOADED.computeIfAbsent(service, ServiceModel::load);
  }

  /// What a service is called, without reading the rest of its model.
  ///
  /// @throws IllegalStateException when there is no model
  static Identity identityOf(String service) {
    ObjectNode model = read(resource(service));
    JsonNode own = model.path("metadata");
    JsonNode base = model.path("extends");
    if (!base.isString()) {
      return ModelReader.identity(own);
    }
    JsonNode metadata = metadata(base.asString());
    return ModelReader.identity(
        metadata instanceof ObjectNode lower && own instanceof ObjectNode upper
            ? overlaid(lower, upper)
            : metadata);
  }

  private static JsonNode metadata(String resource) {
    try (InputStream in = open(resource);
        JsonParser parser = JsonMapper.shared().createParser(in)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String member = parser.currentName();
        parser.nextToken();
        if ("metadata".equals(member)) {
          return parser.readValueAsTree();
        }
        parser.skipChildren();
      }
      throw new IllegalStateException("The service model " + resource + " has no metadata");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String resource(String service) {
    return "models/" + service + ".json";
  }

  private static ServiceModel load(String service) {
    ObjectNode model = read(resource(service));
    JsonNode base = model.path("extends");
    return new ModelReader(base.isString() ? overlaid(read(base.asString()), model) : model).read();
  }

  Identity identity() {
    return identity;
  }

  /// The operation's shapes; empty when the service has no such operation.
  Optional<OperationShapes> operation(String name) {
    return Optional.ofNullable(operations.get(name));
  }

  /// The error of this name; empty when the model has none, or says nothing of its code.
  Optional<ErrorShape> error(String name) {
    return Optional.ofNullable(errors.get(name));
  }

  private static ObjectNode read(String resource) {
    try (InputStream in = open(resource)) {
      return (ObjectNode) JsonMapper.shared().readTree(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = ServiceModel.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("No service model " + resource + " on the class path");
    }
    return in;
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
