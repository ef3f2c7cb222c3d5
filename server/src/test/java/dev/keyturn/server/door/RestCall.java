package dev.keyturn.server.door;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client of the REST protocol sends, laid out by AWS's own model.
///
/// @param target path and query, encoded
record RestCall(
    String method, String target, Map<String, String> headers, Map<String, Object> body) {
  private static final JsonNode LAMBDA = model("lambda-2015-03-31-model.json");

  /// @param input members under AWS's names
  static RestCall of(String service, String operation, Map<String, ?> input) {
    if (!service.equals("lambda")) {
      throw new AssertionError("Say here where the model of " + service + " is");
    }
    JsonNode row = LAMBDA.required("operations").required(operation);
    JsonNode members =
        LAMBDA
            .required("shapes")
            .required(row.required("input").required("shape").asString())
            .required("members");
    String path = row.required("http").required("requestUri").asString();
    Map<String, String> query = new LinkedHashMap<>();
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, Object> body = new LinkedHashMap<>();
    for (Map.Entry<String, ?> member : input.entrySet()) {
      JsonNode known = members.path(member.getKey());
      String name = known.path("locationName").asString(member.getKey());
      Object value = Objects.requireNonNull(member.getValue());
      switch (known.path("location").asString("")) {
        case "uri" -> path = path.replace("{" + name + "}", encoded(value));
        case "querystring" ->
            query.put(name, encoded(value instanceof List<?> all ? all.getFirst() : value));
        case "header" -> headers.put(name, value.toString());
        default -> body.put(name, value);
      }
    }
    return new RestCall(
        row.required("http").required("method").asString(), target(path, query), headers, body);
  }

  /// With all parameters in the order in which they are signed.
  private static String target(String uri, Map<String, String> query) {
    String[] parts = uri.split("\\?", 2);
    Stream<String> own = parts.length == 2 ? Stream.of(parts[1]) : Stream.empty();
    String all =
        Stream.concat(
                own, query.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    return all.isEmpty() ? parts[0] : parts[0] + "?" + all;
  }

  private static String encoded(Object value) {
    return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static JsonNode model(String name) {
    try (InputStream in = RestCall.class.getResourceAsStream("/aws/models/" + name)) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in, name));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
