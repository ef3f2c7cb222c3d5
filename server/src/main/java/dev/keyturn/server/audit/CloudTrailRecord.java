package dev.keyturn.server.audit;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes an event as CloudTrail would: one JSON object on one line.
final class CloudTrailRecord {
  // What the last record said and the next one mostly says too.
  private static volatile Identity lastIdentity = Identity.NONE;
  private static volatile Second lastSecond = Second.of(0);

  private final JsonLine json = new JsonLine();

  private CloudTrailRecord() {}

  /// The line with its end.
  static Lines lineOf(AuditEvent event) {
    CloudTrailRecord record = new CloudTrailRecord();
    record.userIdentity(event.caller());
    record.head(event);
    record.failure(event);
    record.members("requestParameters", event.parameters());
    record.members("responseElements", event.response());
    record.additional(event);
    record.tail(event);
    return record.json.raw("}").ended();
  }

  /// Who called, as each record begins.
  private static final class Identity {
    static final Identity NONE = new Identity(Optional.empty(), new byte[0]);

    private final Optional<Caller> caller;
    private final byte[] json;

    Identity(Optional<Caller> caller, byte[] json) {
      this.caller = caller;
      this.json = json;
    }

    boolean isOf(Caller other) {
      return caller.isPresent()
          && caller.get().principal().equals(other.principal())
          && caller.get().accessKeyId().equals(other.accessKeyId());
    }
  }

  /// A second and its text: records tell no finer time.
  private record Second(long epoch, String text) {
    static Second of(long epoch) {
      return new Second(epoch, Instant.ofEpochSecond(epoch).toString());
    }
  }

  private void userIdentity(Caller caller) {
    Identity known = lastIdentity;
    if (!known.isOf(caller)) {
      CloudTrailRecord start = new CloudTrailRecord();
      start.newIdentity(caller);
      known = new Identity(Optional.of(caller), start.json.soFar());
      lastIdentity = known;
    }
    json.raw(known.json);
  }

  private void newIdentity(Caller caller) {
    Principal principal = caller.principal();
    json.raw("{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"");
    json.raw(type(principal.kind())).raw("\"");
    if (principal.kind() == Principal.Kind.SERVICE) {
      member("invokedBy", principal.id());
      member("accountId", principal.account().value());
    } else {
      member("principalId", principal.id());
      member("arn", principal.arn().toString());
      member("accountId", principal.account().value());
      if (!caller.accessKeyId().isEmpty()) {
        member("accessKeyId", caller.accessKeyId());
      }
    }
    json.raw("}");
  }

  private static String type(Principal.Kind kind) {
    return switch (kind) {
      case ROOT -> "Root";
      case USER -> "IAMUser";
      case ROLE_SESSION -> "AssumedRole";
      case SERVICE -> "AWSService";
    };
  }

  private void head(AuditEvent event) {
    Caller caller = event.caller();
    member("eventTime", second(event.time().getEpochSecond()));
    member("eventSource", event.source());
    member("eventName", event.name());
    member("awsRegion", caller.region().code());
    member("sourceIPAddress", caller.origin().sourceAddress());
    member("userAgent", caller.origin().userAgent());
  }

  private static String second(long epoch) {
    Second known = lastSecond;
    if (known.epoch != epoch) {
      known = Second.of(epoch);
      lastSecond = known;
    }
    return known.text;
  }

  private void failure(AuditEvent event) {
    if (event.failure().isPresent()) {
      member("errorCode", event.failure().get().code());
      member("errorMessage", event.failure().get().message());
    }
  }

  private void additional(AuditEvent event) {
    json.raw(",\"additionalEventData\":{\"phase\":\"").raw(event.phase().name()).raw("\"");
    event
        .additional()
        .forEach((name, value) -> {
          json.raw(",").string(name).raw(":");
          value(value);
        });
    json.raw("}");
  }

  private void tail(AuditEvent event) {
    member("requestID", event.requestId());
    member("eventID", event.id());
    json.raw(event.readOnly() ? ",\"readOnly\":true" : ",\"readOnly\":false");
    if (!event.resources().isEmpty()) {
      json.raw(",\"resources\":[");
      for (int i = 0; i < event.resources().size(); i++) {
        resource(i == 0 ? "" : ",", event.resources().get(i));
      }
      json.raw("]");
    }
    json.raw(",\"eventType\":\"")
        .raw(event.type() == AuditEvent.Type.API_CALL ? "AwsApiCall" : "AwsServiceEvent")
        .raw("\",\"managementEvent\":true");
    member("recipientAccountId", event.caller().account().value());
    json.raw(",\"eventCategory\":\"Management\"");
  }

  private void resource(String separator, String arn) {
    json.raw(separator).raw("{\"ARN\":").string(arn);
    Arn.accountIn(arn).ifPresent(account -> member("accountId", account));
    json.raw("}");
  }

  /// @param name one of CloudTrail's, which need no escapes
  private void member(String name, String text) {
    json.raw(",\"").raw(name).raw("\":").string(text);
  }

  private void members(String name, Map<String, Object> members) {
    json.raw(",\"").raw(name).raw("\":");
    if (members.isEmpty()) {
      json.raw("null");
    } else {
      value(members);
    }
  }

  private void value(Object value) {
    switch (value) {
      case Map<?, ?> map -> object(map);
      case List<?> list -> array(list);
      case Boolean flag -> json.raw(flag.toString());
      case Number number -> json.raw(number.toString());
      default -> json.string(value.toString());
    }
  }

  private void object(Map<?, ?> map) {
    json.raw("{");
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.raw(separator).string(String.valueOf(entry.getKey())).raw(":");
      value(entry.getValue());
      separator = ",";
    }
    json.raw("}");
  }

  private void array(List<?> list) {
    json.raw("[");
    for (int i = 0; i < list.size(); i++) {
      json.raw(i == 0 ? "" : ",");
      value(list.get(i));
    }
    json.raw("]");
  }
}
