package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.iam.AccessKeys;
import dev.keyturn.iam.Accounts;
import dev.keyturn.key.AesKey;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Service;
import dev.keyturn.testkit.MemoryStore;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Holds docs/openapi.yaml against the table of Keyturn's own operations and their model: what the
/// page says is what the program does.
class OpenApiTest {
  private static final Path PAGE = Path.of("..", "docs", "openapi.yaml");
  private static final String PATH = "/#X-Amz-Target=keyturn.";

  /// What stands in place where it is used, because it says nothing but a type.
  private static final Map<String, Map<String, Object>> PLAIN =
      Map.of(
          "String", Map.of("type", "string"),
          "Boolean", Map.of("type", "boolean"),
          "Integer", Map.of("type", "integer", "format", "int32"),
          "Long", Map.of("type", "integer", "format", "int64"));

  private static JsonNode page;
  private static JsonNode model;

  @BeforeAll
  static void read() throws Exception {
    page = new YAMLMapper().readTree(Files.readString(PAGE));
    try (InputStream stream = OpenApiTest.class.getResourceAsStream("models/keyturn.json")) {
      model = JsonMapper.shared().readTree(stream);
    }
  }

  private static List<Operation<?, ?, ?>> operations() {
    return Stream.of(RotationRecordsOnTheWireTest.records(), accounts())
        .<Operation<?, ?, ?>>flatMap(service -> service.operations().stream())
        .toList();
  }

  private static Service accounts() {
    MemoryStore store = new MemoryStore();
    AesMasterKey master = AesMasterKey.of(AesKey.newMaterial());
    SecureRandom random = new SecureRandom();
    return new Accounts(
        store, new AccessKeys(store, master, random), new PageTokens(new byte[32]), random);
  }

  @Test
  void thePageHasTheOperationsOfTheTable() {
    assertThat(page.path("paths").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            operations().stream().map(operation -> PATH + operation.name()).toList());
  }

  @Test
  void eachOperationHasItsTargetItsActionAndItsShapes() {
    for (Operation<?, ?, ?> operation : operations()) {
      JsonNode post = page.path("paths").path(PATH + operation.name()).path("post");
      JsonNode shapes = model.path("operations").path(operation.name());

      assertThat(post.at("/parameters/0/schema/const").asString(""))
          .isEqualTo("keyturn." + operation.name());
      assertThat(post.path("description").asString("")).contains("`" + operation.action() + "`");
      assertThat(schemaIn(post.path("requestBody"))).isEqualTo(shape(shapes.path("input")));
      assertThat(schemaIn(post.at("/responses/200"))).isEqualTo(shape(shapes.path("output")));
      String errors = post.path("responses").toString();
      shapes
          .path("errors")
          .forEach(
              error -> assertThat(errors).contains("`" + error.path("shape").asString() + "`"));
    }
  }

  private static String schemaIn(JsonNode body) {
    return body.at("/content/application~1x-amz-json-1.1/schema/$ref")
        .asString("")
        .replace("#/components/schemas/", "");
  }

  private static String shape(JsonNode reference) {
    return reference.path("shape").asString();
  }

  @Test
  void eachSchemaIsTheModelsShape() {
    Map<String, JsonNode> expected = new LinkedHashMap<>();
    model
        .path("shapes")
        .properties()
        .forEach(entry -> {
          if (!entry.getValue().has("exception") && !PLAIN.containsKey(entry.getKey())) {
            expected.put(entry.getKey(), schema(entry.getValue()));
          }
        });

    JsonNode schemas = page.at("/components/schemas");
    Map<String, JsonNode> found = new LinkedHashMap<>();
    schemas
        .properties()
        .forEach(entry -> found.put(entry.getKey(), withoutDescriptions(entry.getValue())));
    found.remove("Error");
    assertThat(new TreeSet<>(found.keySet())).isEqualTo(new TreeSet<>(expected.keySet()));
    expected.forEach((name, schema) -> assertThat(found.get(name)).as(name).isEqualTo(schema));
  }

  private static JsonNode schema(JsonNode shape) {
    Map<String, Object> schema = new LinkedHashMap<>();
    switch (shape.path("type").asString()) {
      case "structure" -> {
        schema.put("type", "object");
        copy(shape, "required", schema, "required");
        Map<String, Object> properties = new LinkedHashMap<>();
        shape
            .path("members")
            .properties()
            .forEach(
                member -> properties.put(member.getKey(), reference(shape(member.getValue()))));
        schema.put("properties", properties);
      }
      case "list" -> {
        schema.put("type", "array");
        schema.put("items", reference(shape(shape.path("member"))));
      }
      case "integer" -> {
        schema.putAll(reference("Integer"));
        copy(shape, "min", schema, "minimum");
        copy(shape, "max", schema, "maximum");
      }
      case "timestamp" -> schema.put("type", "number");
      default -> {
        schema.putAll(reference("String"));
        copy(shape, "min", schema, "minLength");
        copy(shape, "max", schema, "maxLength");
        copy(shape, "enum", schema, "enum");
      }
    }
    return JsonMapper.shared().valueToTree(schema);
  }

  private static Map<String, Object> reference(String shape) {
    return PLAIN.getOrDefault(shape, Map.of("$ref", "#/components/schemas/" + shape));
  }

  private static void copy(JsonNode from, String member, Map<String, Object> to, String name) {
    if (from.has(member)) {
      to.put(name, from.get(member));
    }
  }

  /// Descriptions are for people, and the page's own.
  private static JsonNode withoutDescriptions(JsonNode schema) {
    JsonNode copy = schema.deepCopy();
    if (copy instanceof ObjectNode object) {
      object.remove("description");
      object.path("properties").forEach(property -> ((ObjectNode) property).remove("description"));
    }
    return copy;
  }
}
