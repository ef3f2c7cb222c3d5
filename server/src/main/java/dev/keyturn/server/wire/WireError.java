package dev.keyturn.server.wire;

import dev.keyturn.operation.Refusal;
import dev.keyturn.server.sigv4.AuthenticationFailed;

/// An error as clients of AWS see it.
///
/// @param code such as `ResourceNotFoundException`
/// @param text for people, and for clients that match on AWS's words; empty when AWS gives none
record WireError(String code, int status, String text) {

  static WireError of(Refusal refusal) {
    return new WireError(refusal.code(), status(refusal), refusal.text());
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

  /// AWS answers every modelled client error of a JSON service with 400, also what other services
  /// would call 403, 404 or 409. The switch has no default, so that a new kind of refusal has to
  /// say what it is.
  private static int status(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Validation _,
          Refusal.InvalidParameter _,
          Refusal.InvalidRequest _,
          Refusal.ResourceNotFound _,
          Refusal.ResourceExists _,
          Refusal.LimitExceeded _,
          Refusal.InvalidNextToken _,
          Refusal.AccessDenied _,
          Refusal.EncryptionFailure _,
          Refusal.DecryptionFailure _,
          Refusal.NoSuchEntity _,
          Refusal.EntityAlreadyExists _,
          Refusal.DeleteConflict _,
          Refusal.UnmodifiableEntity _,
          Refusal.PolicyNotAttachable _,
          Refusal.InvalidInput _,
          Refusal.MalformedPolicyDocument _,
          Refusal.PackedPolicyTooLarge _,
          Refusal.PasswordPolicyViolation _,
          Refusal.InvalidUserType _,
          Refusal.Throttling _ ->
          400;
    };
  }
}
