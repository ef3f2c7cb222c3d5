package dev.keyturn.server.wire;

import dev.keyturn.operation.Refusal;
import dev.keyturn.server.sigv4.AuthenticationFailed;
import java.util.Optional;

/// An error as clients of AWS see it.
///
/// @param code such as `ResourceNotFoundException`
/// @param text for people, and for clients that match on AWS's words; empty when AWS gives none
/// @param reason one of AWS's words that says more than the code; mostly empty
record WireError(String code, int status, String text, Optional<String> reason) {
  private static final int BAD_REQUEST = 400;

  WireError(String code, int status, String text) {
    this(code, status, text, Optional.empty());
  }

  /// AWS answers every modelled client error of a JSON service with 400, also what other services
  /// would call 403, 404 or 409.
  static WireError of(Refusal refusal) {
    return new WireError(
        refusal.code(),
        BAD_REQUEST,
        refusal.text(),
        refusal instanceof Refusal.TooManyRequests many
            ? Optional.of(many.reason())
            : Optional.empty());
  }

  static WireError of(AuthenticationFailed failed) {
    return new WireError(failed.code(), AuthenticationFailed.STATUS, failed.text());
  }

  /// Something broke. The text is the same whatever it was.
  static WireError internal() {
    return new WireError(
        "InternalServiceError", 500, "An error occurred on the server side. Try again later.");
  }

  /// The store or the audit log cannot answer now; every SDK tries again by itself.
  static WireError unavailable() {
    return new WireError(
        "ServiceUnavailableException", 503, "The service is temporarily unavailable. Try again.");
  }
}
