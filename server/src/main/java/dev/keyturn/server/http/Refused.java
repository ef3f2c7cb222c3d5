package dev.keyturn.server.http;

import dev.keyturn.server.wire.BodyLimit;

/// A request that is answered before its body was read to its end, or that has none of any use.
/// Carries no stack trace.
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  private Refused(int status, String code, String text) {
    super(text, null, false, false);
    this.status = status;
    this.code = code;
  }

  static Refused malformed() {
    return new Refused(400, "BadRequestException", "The request is not a valid HTTP/1.1 request.");
  }

  static Refused tooLarge() {
    return new Refused(
        413,
        "RequestEntityTooLargeException",
        "The request is larger than " + ListenerLimits.BODY_BYTES + " bytes.");
  }

  static Refused tooLarge(BodyLimit limit) {
    return new Refused(
        413,
        "RequestEntityTooLargeException",
        "Request must be smaller than %d bytes for the %s operation"
            .formatted(limit.bytes(), limit.operation()));
  }

  /// Every SDK tries again by itself.
  static Refused busy() {
    return new Refused(429, "TooManyRequestsException", "Rate exceeded");
  }

  static Refused internal() {
    return new Refused(
        500, "InternalServiceError", "An error occurred on the server side. Try again later.");
  }

  int status() {
    return status;
  }

  /// AWS's code, such as `RequestEntityTooLargeException`.
  String code() {
    return code;
  }

  /// Whether the client should try again in a moment.
  boolean isPassing() {
    return status == 429;
  }

  /// AWS's JSON, with the text under both names that clients look for.
  String json() {
    return "{\"__type\":\"%1$s\",\"Message\":\"%2$s\",\"message\":\"%2$s\"}"
        .formatted(code, getMessage());
  }
}
