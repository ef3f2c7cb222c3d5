package dev.keyturn.server.wire;

import dev.keyturn.server.wire.ServiceModel.ErrorShape;
import dev.keyturn.server.wire.ServiceModel.Http;
import dev.keyturn.server.wire.ServiceModel.Identity;
import dev.keyturn.server.wire.ServiceModel.OperationShapes;
import dev.keyturn.server.wire.Shape.Bounds;
import dev.keyturn.server.wire.Shape.Location;
import dev.keyturn.server.wire.Shape.Member;
import dev.keyturn.server.wire.Shape.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads a model in the format that AWS publishes (`c2j`). Used once for each model.
final class ModelReader {
  private final JsonNode model;
  private final Map<String, Shape> shapes = new HashMap<>();

  ModelReader(JsonNode model) {
    this.model = model;
  }

  ServiceModel read() {
    Map<String, OperationShapes> operations = new HashMap<>();
    model
        .path("operations")
        .properties()
        .forEach(entry -> operations.put(entry.getKey(), operation(entry.getValue())));
    return new ServiceModel(identity(model.path("metadata")), operations, errors());
  }

  static Identity identity(JsonNode metadata) {
    return new Identity(
        metadata.path("protocol").asString(""),
        metadata.path("signingName").asString(metadata.path("endpointPrefix").asString("")),
        metadata.path("targetPrefix").asString(""),
        metadata.path("apiVersion").asString(""),
        metadata.path("xmlNamespace").asString(""));
  }

  private Map<String, ErrorShape> errors() {
    Map<String, ErrorShape> errors = new HashMap<>();
    for (Map.Entry<String, JsonNode> shape : model.path("shapes").properties()) {
      JsonNode error = shape.getValue().path("error");
      if (error.isObject()) {
        errors.put(
            shape.getKey(),
            new ErrorShape(
                error.path("code").asString(shape.getKey()),
                error.path("httpStatusCode").asInt(400),
                List.copyOf(shape.getValue().path("members").propertyNames())));
      }
    }
    return errors;
  }

  private OperationShapes operation(JsonNode operation) {
    JsonNode output = operation.path("output");
    return new OperationShapes(
        structure(operation.path("input")),
        output.isObject() ? Optional.of(structure(output)) : Optional.empty(),
        http(operation.path("http")));
  }

  private static Http http(JsonNode http) {
    return new Http(
        http.path("method").asString("POST"),
        http.path("requestUri").asString("/"),
        http.path("responseCode").asInt(200));
  }

  private Shape.Structure structure(JsonNode reference) {
    if (reference.isMissingNode()) {
      return new Shape.Structure("Empty");
    }
    return (Shape.Structure) shape(reference);
  }

  private Shape shape(JsonNode reference) {
    String name = reference.path("shape").asString();
    Shape known = shapes.get(name);
    return known == null ? read(name) : known;
  }

  private Shape read(String name) {
    JsonNode shape = model.path("shapes").path(name);
    if (shape.path("type").asString("").equals("structure")) {
      Shape.Structure structure = new Shape.Structure(name);
      shapes.put(name, structure);
      structure.define(members(shape));
      return structure;
    }
    Shape read = readSimple(name, shape);
    shapes.put(name, read);
    return read;
  }

  private Shape readSimple(String name, JsonNode shape) {
    String type = shape.path("type").asString("missing");
    return switch (type) {
      case "string" -> text(shape);
      case "blob" -> new Shape.Blob(bounds(shape), sensitive(shape));
      case "integer" -> new Shape.Whole(bounds(shape), false);
      case "long" -> new Shape.Whole(bounds(shape), true);
      case "double" -> new Shape.Fraction(bounds(shape));
      case "boolean" -> new Shape.Flag();
      case "timestamp" -> new Shape.Timestamp();
      case "list" ->
          new Shape.Sequence(
              shape(shape.path("member")),
              bounds(shape),
              entryName(shape, "member"),
              flattened(shape));
      case "map" ->
          new Shape.Dictionary(
              (Shape.Text) shape(shape.path("key")),
              shape(shape.path("value")),
              bounds(shape),
              new Shape.EntryNames(
                  entryName(shape, "key"), entryName(shape, "value"), flattened(shape)));
      default ->
          throw new IllegalStateException("Shape " + name + " has a type unknown here: " + type);
    };
  }

  /// What the Query protocol calls an element, a key or a value.
  private static String entryName(JsonNode shape, String part) {
    return shape.path(part).path("locationName").asString(part);
  }

  private static boolean flattened(JsonNode shape) {
    return shape.path("flattened").asBoolean(false);
  }

  private List<Member> members(JsonNode structure) {
    Set<String> required =
        structure
            .path("required")
            .valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.toSet());
    String payload = structure.path("payload").asString("");
    return structure.path("members").properties().stream()
        .map(entry ->
            new Member(
                entry.getKey(),
                shape(entry.getValue()),
                required.contains(entry.getKey()),
                location(entry.getKey(), entry.getValue(), payload)))
        .toList();
  }

  private static Location location(String member, JsonNode reference, String payload) {
    Place place =
        switch (reference.path("location").asString("")) {
          case "uri" -> Place.PATH;
          case "querystring" -> Place.QUERY;
          case "header" -> Place.HEADER;
          case "headers" -> Place.HEADERS;
          case "statusCode" -> Place.STATUS;
          default -> member.equals(payload) ? Place.PAYLOAD : Place.BODY;
        };
    return new Location(place, reference.path("locationName").asString(member));
  }

  private static Shape.Text text(JsonNode shape) {
    JsonNode pattern = shape.path("pattern");
    return new Shape.Text(
        bounds(shape),
        pattern.isString() ? Optional.of(Pattern.compile(pattern.asString())) : Optional.empty(),
        shape.path("enum").valueStream().map(JsonNode::asString).toList(),
        sensitive(shape));
  }

  private static boolean sensitive(JsonNode shape) {
    return shape.path("sensitive").asBoolean(false);
  }

  private static Bounds bounds(JsonNode shape) {
    return new Bounds(
        shape.path("min").asLong(Bounds.NONE.min()), shape.path("max").asLong(Bounds.NONE.max()));
  }
}
