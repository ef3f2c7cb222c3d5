package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.wire.Protocol.Done;
import dev.keyturn.server.wire.Shape.Member;
import dev.keyturn.server.wire.Shape.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lays the members of a result out over status, headers and body. One instance writes one answer.
final class RestEncoder {
  private static final int NO_CONTENT = 204;
  private static final byte[] NO_BODY = {};

  private final Map<String, String> headers = new HashMap<>();
  private int status;
  private byte[] body = NO_BODY;

  private RestEncoder(int status) {
    this.status = status;
  }

  /// @param status unless the result has one of its own
  static HttpResponse encode(Done done, int status) {
    RestEncoder encoder = new RestEncoder(status);
    encoder.headers.put("x-amzn-requestid", done.requestId());
    done.result().ifPresent(encoder::result);
    if (encoder.status == NO_CONTENT || encoder.body.length == 0) {
      return new HttpResponse(encoder.status, encoder.headers, NO_BODY);
    }
    encoder.headers.put("content-type", RestJson.CONTENT_TYPE);
    return new HttpResponse(encoder.status, encoder.headers, encoder.body);
  }

  private void result(StructureValue value) {
    List<Member> members = value.shape().members();
    if (members.stream().noneMatch(member -> member.isIn(Place.PAYLOAD))) {
      body = JsonEncoder.encode(value);
    }
    for (int i = 0; i < members.size(); i++) {
      member(members.get(i), value.get(i));
    }
  }

  private void member(Member member, @Nullable Object value) {
    if (value == null) {
      return;
    }
    String name = member.location().name();
    switch (member.location().place()) {
      case HEADER -> headers.put(name, PlainText.write(member.shape(), value));
      case HEADERS -> headers(name, (Shape.Dictionary) member.shape(), (Map<?, ?>) value);
      case STATUS -> status = Math.toIntExact((Long) value);
      case PAYLOAD -> body = payload(value);
      case BODY, PATH, QUERY -> {}
    }
  }

  private void headers(String prefix, Shape.Dictionary shape, Map<?, ?> values) {
    values.forEach(
        (key, value) -> headers.put(prefix + key, PlainText.write(shape.value(), value)));
  }

  private static byte[] payload(Object value) {
    return switch (value) {
      case SecretValue secret -> secret.revealBytes();
      case byte[] bytes -> bytes;
      case StructureValue structure -> JsonEncoder.encode(structure);
      default -> throw new IllegalStateException("No body is of " + value.getClass());
    };
  }
}
