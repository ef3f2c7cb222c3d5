package dev.keyturn.server.sigv4;

/// A request that nobody is proven to have signed. The text is for the caller, in AWS's words, and
/// holds nothing from which a right signature could be made. Carries no stack trace.
public final class AuthenticationFailed extends Exception {
  private static final long serialVersionUID = 1;

  /// Every failure of this kind has HTTP status 400, as AWS's JSON services answer them.
  public static final int STATUS = 400;

  private final Kind kind;

  AuthenticationFailed(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /// What was wrong, with AWS's code for it.
  public enum Kind {
    /// There is no signature at all.
    MISSING("MissingAuthenticationTokenException"),
    /// A part of the signature is missing or cannot be read.
    INCOMPLETE("IncompleteSignatureException"),
    /// The access key does not exist, is inactive, or comes with a session token that is not known.
    UNRECOGNIZED("UnrecognizedClientException"),
    /// The session has come to its end.
    EXPIRED("ExpiredTokenException"),
    /// The signature is for another request, another time, another service, or by another key.
    INVALID("InvalidSignatureException");

    private final String code;

    Kind(String code) {
      this.code = code;
    }
  }

  public Kind kind() {
    return kind;
  }

  /// AWS's code, such as `InvalidSignatureException`.
  public String code() {
    return kind.code;
  }

  /// The text, never absent.
  public String text() {
    return String.valueOf(getMessage());
  }

  static AuthenticationFailed missing(String text) {
    return new AuthenticationFailed(Kind.MISSING, text);
  }

  static AuthenticationFailed incomplete(String text) {
    return new AuthenticationFailed(Kind.INCOMPLETE, text);
  }

  static AuthenticationFailed unrecognized() {
    return new AuthenticationFailed(
        Kind.UNRECOGNIZED, "The security token included in the request is invalid.");
  }

  static AuthenticationFailed expired() {
    return new AuthenticationFailed(
        Kind.EXPIRED, "The security token included in the request is expired");
  }

  static AuthenticationFailed invalid(String text) {
    return new AuthenticationFailed(Kind.INVALID, text);
  }
}
