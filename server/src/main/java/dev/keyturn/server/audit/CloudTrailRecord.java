package dev.keyturn.server.audit;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Principal;
import java.io.ByteArrayOutputStream;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes an event as CloudTrail would: one JSON object on one line. By hand, because every read of
/// a secret waits for it.
final class CloudTrailRecord {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL_BYTES = 1024;

  private CloudTrailRecord() {}

  /// The line with its end.
  static byte[] lineOf(AuditEvent event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringProperty("eventVersion", "1.11");
      userIdentity(json, event);
      head(json, event);
      failure(json, event);
      members(json, "requestParameters", event.parameters());
      members(json, "responseElements", event.response());
      additional(json, event);
      tail(json, event);
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void head(JsonGenerator json, AuditEvent event) {
    Caller caller = event.caller();
    json.writeStringProperty("eventTime", event.time().truncatedTo(ChronoUnit.SECONDS).toString());
    json.writeStringProperty("eventSource", event.source());
    json.writeStringProperty("eventName", event.name());
    json.writeStringProperty("awsRegion", caller.region().code());
    json.writeStringProperty("sourceIPAddress", caller.origin().sourceAddress());
    json.writeStringProperty("userAgent", caller.origin().userAgent());
  }

  private static void userIdentity(JsonGenerator json, AuditEvent event) {
    Principal principal = event.caller().principal();
    json.writeObjectPropertyStart("userIdentity");
    if (principal.kind() == Principal.Kind.SERVICE) {
      json.writeStringProperty("type", "AWSService");
      json.writeStringProperty("invokedBy", principal.id());
      json.writeStringProperty("accountId", principal.account().value());
    } else {
      json.writeStringProperty("type", type(principal.kind()));
      json.writeStringProperty("principalId", principal.id());
      json.writeStringProperty("arn", principal.arn().toString());
      json.writeStringProperty("accountId", principal.account().value());
      if (!event.caller().accessKeyId().isEmpty()) {
        json.writeStringProperty("accessKeyId", event.caller().accessKeyId());
      }
    }
    json.writeEndObject();
  }

  private static String type(Principal.Kind kind) {
    return switch (kind) {
      case ROOT -> "Root";
      case USER -> "IAMUser";
      case ROLE_SESSION -> "AssumedRole";
      case SERVICE -> "AWSService";
    };
  }

  private static void failure(JsonGenerator json, AuditEvent event) {
    if (event.failure().isPresent()) {
      json.writeStringProperty("errorCode", event.failure().get().code());
      json.writeStringProperty("errorMessage", event.failure().get().message());
    }
  }

  private static void additional(JsonGenerator json, AuditEvent event) {
    json.writeObjectPropertyStart("additionalEventData");
    json.writeStringProperty("phase", event.phase().name());
    event.additional().forEach((name, value) -> member(json, name, value));
    json.writeEndObject();
  }

  private static void tail(JsonGenerator json, AuditEvent event) {
    json.writeStringProperty("requestID", event.requestId());
    json.writeStringProperty("eventID", event.id());
    json.writeBooleanProperty("readOnly", event.readOnly());
    if (!event.resources().isEmpty()) {
      json.writeArrayPropertyStart("resources");
      event.resources().forEach(arn -> resource(json, arn));
      json.writeEndArray();
    }
    json.writeStringProperty(
        "eventType", event.type() == AuditEvent.Type.API_CALL ? "AwsApiCall" : "AwsServiceEvent");
    json.writeBooleanProperty("managementEvent", true);
    json.writeStringProperty("recipientAccountId", event.caller().account().value());
    json.writeStringProperty("eventCategory", "Management");
  }

  private static void resource(JsonGenerator json, String arn) {
    json.writeStartObject();
    json.writeStringProperty("ARN", arn);
    Arn.parse(arn).ifPresent(parsed -> json.writeStringProperty("accountId", parsed.account()));
    json.writeEndObject();
  }

  private static void members(JsonGenerator json, String name, Map<String, Object> members) {
    if (members.isEmpty()) {
      json.writeNullProperty(name);
    } else {
      member(json, name, members);
    }
  }

  private static void member(JsonGenerator json, String name, Object value) {
    json.writeName(name);
    value(json, value);
  }

  private static void value(JsonGenerator json, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, inner) -> member(json, String.valueOf(name), inner));
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(inner -> value(json, inner));
        json.writeEndArray();
      }
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Number number -> json.writeNumber(number.doubleValue());
      default -> json.writeString(value.toString());
    }
  }
}
