package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.wire.Shape.Place;
import dev.keyturn.server.wire.Shape.Structure;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/// Reads a JSON body along its model, in one pass. What the model marks sensitive becomes a
/// [SecretValue] at once. One instance reads one body.
final class JsonDecoder {
  private static final int DEPTH = 32;

  /// Text takes several times its size in memory: only blobs may be larger.
  private static final int LONGEST_TEXT = 4 * 1024 * 1024;

  /// More than a body of usual size can have. A large one is large by its archive: millions of
  /// small values would take many times its size.
  private static final long MOST_TOKENS = 1024 * 1024;

  /// From here on a body may hold an archive, whose base64 is never made a text.
  private static final int LARGE = 1024 * 1024;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxStringLength(LONGEST_TEXT)
                  .maxTokenCount(MOST_TOKENS)
                  .build())
          .build();

  private final JsonParser json;
  private final boolean large;

  private JsonDecoder(JsonParser json, boolean large) {
    this.json = json;
    this.large = large;
  }

  /// The structure in the body; an empty body is an empty structure.
  static StructureValue decode(byte[] body, Structure shape) throws Rejection {
    if (!Utf8.isWellFormed(body)) {
      throw Rejection.serialization("The request body is not valid UTF-8.");
    }
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      return new JsonDecoder(json, body.length > LARGE).body(shape);
    } catch (JacksonException | IllegalStateException malformed) {
      throw Rejection.serialization("The request body is not valid JSON.");
    }
  }

  private StructureValue body(Structure shape) throws Rejection {
    JsonToken first = json.nextToken();
    if (first == null) {
      return new StructureValue(shape);
    }
    if (first != JsonToken.START_OBJECT) {
      throw Rejection.serialization("The request body must be a JSON object.");
    }
    StructureValue value = structure(shape);
    if (json.nextToken() != null) {
      throw Rejection.serialization("The request body goes on after its JSON object.");
    }
    return value;
  }

  private StructureValue structure(Structure shape) throws Rejection {
    StructureValue value = new StructureValue(shape);
    BitSet seen = new BitSet(shape.members().size());
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken token = json.nextToken();
      int member = shape.indexOf(name);
      if (member < 0 || !shape.members().get(member).isIn(Place.BODY)) {
        json.skipChildren();
        continue;
      }
      if (seen.get(member)) {
        throw Rejection.serialization("The member " + name + " is given more than once.");
      }
      seen.set(member);
      value.set(member, value(shape.members().get(member).shape(), token));
    }
    return value;
  }

  private @Nullable Object value(Shape shape, JsonToken token) throws Rejection {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    return switch (shape) {
      case Shape.Text text -> text(text, token);
      case Shape.Blob blob -> blob(blob, token);
      case Shape.Whole whole -> whole(whole, token);
      case Shape.Fraction _ -> fraction(token);
      case Shape.Flag _ -> flag(token);
      case Shape.Timestamp _ -> timestamp(token);
      case Structure structure -> {
        demand(token, JsonToken.START_OBJECT, "a structure");
        yield structure(structure);
      }
      case Shape.Sequence list -> list(list, token);
      case Shape.Dictionary map -> map(map, token);
    };
  }

  private Object text(Shape.Text shape, JsonToken token) throws Rejection {
    demand(token, JsonToken.VALUE_STRING, "a String");
    String text = json.getString();
    if (Utf8.hasLoneSurrogate(text)) {
      throw Rejection.serialization("The request body has text that is not valid Unicode.");
    }
    return shape.sensitive() ? SecretValue.ofString(text) : text;
  }

  private Object blob(Shape.Blob shape, JsonToken token) throws Rejection {
    demand(token, JsonToken.VALUE_STRING, "a Blob");
    try {
      byte[] bytes = large ? json.getBinaryValue() : Base64.getDecoder().decode(json.getString());
      return shape.sensitive() ? SecretValue.ofBinary(bytes) : bytes;
    } catch (IllegalArgumentException | JacksonException notBase64) {
      throw Rejection.serialization("A Blob must be valid base64.");
    }
  }

  private Long whole(Shape.Whole shape, JsonToken token) throws Rejection {
    String type = shape.wide() ? "a Long" : "an Integer";
    if (!token.isNumeric()) {
      throw cannotConvert(token, type);
    }
    BigDecimal number = json.getDecimalValue();
    try {
      return shape.wide() ? number.longValueExact() : Long.valueOf(number.intValueExact());
    } catch (ArithmeticException fractionOrTooLarge) {
      throw cannotConvert(token, type);
    }
  }

  private Double fraction(JsonToken token) throws Rejection {
    double number = token.isNumeric() ? json.getDoubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw cannotConvert(token, "a Double");
    }
    return number;
  }

  private Boolean flag(JsonToken token) throws Rejection {
    if (!token.isBoolean()) {
      throw cannotConvert(token, "a Boolean");
    }
    return token == JsonToken.VALUE_TRUE;
  }

  private Instant timestamp(JsonToken token) throws Rejection {
    if (!token.isNumeric()) {
      throw cannotConvert(token, "a Timestamp");
    }
    try {
      return Instant.ofEpochMilli(
          json.getDecimalValue().movePointRight(3).toBigInteger().longValueExact());
    } catch (ArithmeticException | DateTimeException outOfRange) {
      throw cannotConvert(token, "a Timestamp");
    }
  }

  private List<@Nullable Object> list(Shape.Sequence shape, JsonToken token) throws Rejection {
    demand(token, JsonToken.START_ARRAY, "a list");
    List<@Nullable Object> values = new ArrayList<>();
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      values.add(value(shape.element(), next));
    }
    return values;
  }

  private Map<String, @Nullable Object> map(Shape.Dictionary shape, JsonToken token)
      throws Rejection {
    demand(token, JsonToken.START_OBJECT, "a map");
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (String key = json.nextName(); key != null; key = json.nextName()) {
      if (values.containsKey(key)) {
        throw Rejection.serialization("A key of a map is given more than once.");
      }
      values.put(key, value(shape.value(), json.nextToken()));
    }
    return values;
  }

  private static void demand(JsonToken actual, JsonToken expected, String type) throws Rejection {
    if (actual != expected) {
      throw cannotConvert(actual, type);
    }
  }

  /// In AWS's words for the commonest mistakes.
  private static Rejection cannotConvert(JsonToken token, String type) {
    return Rejection.serialization(
        switch (token) {
          case START_OBJECT -> "Start of structure or map found where not expected.";
          case START_ARRAY -> "Start of list found where not expected";
          case VALUE_STRING -> "STRING_VALUE can not be converted to " + type;
          case VALUE_TRUE -> "TRUE_VALUE can not be converted to " + type;
          case VALUE_FALSE -> "FALSE_VALUE can not be converted to " + type;
          default -> "NUMBER_VALUE can not be converted to " + type;
        });
  }
}
