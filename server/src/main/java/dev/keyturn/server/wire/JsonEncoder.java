package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.wire.Shape.Member;
import dev.keyturn.server.wire.Shape.Place;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/// Writes JSON as AWS does: absent members left out, times as seconds with milliseconds, bytes in
/// base64.
final class JsonEncoder {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build();
  private static final int USUAL_SIZE = 512;

  private JsonEncoder() {}

  static byte[] encode(StructureValue value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      write(json, value);
    }
    return out.toByteArray();
  }

  /// The text stands under both names that clients look for.
  static byte[] encode(WireError error) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("__type", error.code());
      if (!error.text().isEmpty()) {
        json.writeStringProperty("Message", error.text());
        json.writeStringProperty("message", error.text());
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /// An object of texts.
  static byte[] encode(Map<String, String> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      texts.forEach(json::writeStringProperty);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, StructureValue value) {
    json.writeStartObject();
    List<Member> members = value.shape().members();
    for (int i = 0; i < members.size(); i++) {
      Object member = value.get(i);
      if (member != null && members.get(i).isIn(Place.BODY)) {
        json.writeName(members.get(i).name());
        write(json, members.get(i).shape(), member);
      }
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Shape shape, Object value) {
    switch (shape) {
      case Shape.Text _ -> json.writeString(text(value));
      case Shape.Blob _ -> json.writeString(Base64.getEncoder().encodeToString(bytes(value)));
      case Shape.Whole _ -> json.writeNumber((Long) value);
      case Shape.Fraction _ -> json.writeNumber((Double) value);
      case Shape.Flag _ -> json.writeBoolean((Boolean) value);
      case Shape.Timestamp _ -> json.writeNumber(seconds((Instant) value));
      case Shape.Structure _ -> write(json, (StructureValue) value);
      case Shape.Sequence list -> writeList(json, list.element(), (List<?>) value);
      case Shape.Dictionary map -> writeMap(json, map.value(), (Map<?, ?>) value);
    }
  }

  private static void writeList(JsonGenerator json, Shape element, List<?> values) {
    json.writeStartArray();
    values.forEach(value -> write(json, element, value));
    json.writeEndArray();
  }

  private static void writeMap(JsonGenerator json, Shape shape, Map<?, ?> values) {
    json.writeStartObject();
    values.forEach((key, value) -> {
      json.writeName((String) key);
      write(json, shape, value);
    });
    json.writeEndObject();
  }

  private static String text(Object value) {
    return value instanceof SecretValue secret ? secret.revealString() : (String) value;
  }

  private static byte[] bytes(Object value) {
    return value instanceof SecretValue secret ? secret.revealBytes() : (byte[]) value;
  }

  /// Decimal text, because a binary fraction would not hold the milliseconds exactly.
  private static String seconds(Instant instant) {
    long millis = instant.toEpochMilli();
    long fraction = Math.floorMod(millis, 1000L);
    long whole = Math.floorDiv(millis, 1000L);
    String digits = Long.toString(1000 + fraction).substring(1);
    return whole + "." + digits;
  }

  /// An error as the JSON protocols answer it.
  static HttpResponse refusal(WireError worded, String contentType, String requestId, byte[] body) {
    return new HttpResponse(
        worded.status(),
        Map.of(
            "content-type",
            contentType,
            "x-amzn-requestid",
            requestId,
            "x-amzn-errortype",
            worded.code()),
        body);
  }
}
