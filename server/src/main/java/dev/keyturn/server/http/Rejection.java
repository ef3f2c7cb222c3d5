package dev.keyturn.server.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Answers what is no proper HTTP request, in AWS's form and without saying anything that the
/// client sent.
final class Rejection implements DirectHandler {

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    boolean tooLarge = status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code();
    Refused refused = tooLarge ? Refused.tooLarge() : Refused.malformed();
    boolean server = status.code() >= 500;
    return TransportResponse.builder()
        // Our own failures are answered before they get here: what the library calls an internal
        // error is bytes that it could not make sense of.
        .status(server ? Status.BAD_REQUEST_400 : status)
        .keepAlive(false)
        .header(HeaderValues.CONNECTION_CLOSE)
        .header(HeaderNames.CONTENT_TYPE, "application/x-amz-json-1.1")
        .header(HeaderNames.create("x-amzn-RequestId"), UUID.randomUUID().toString())
        .entity(refused.json().getBytes(StandardCharsets.UTF_8))
        .build();
  }
}
