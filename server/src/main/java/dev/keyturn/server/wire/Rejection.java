package dev.keyturn.server.wire;

import java.util.regex.Pattern;

/// A request that never became an operation's input: nothing listens there, or its body cannot be
/// read. Its text quotes nothing of the body but the name of the operation. Carries no stack trace.
final class Rejection extends Exception {
  private static final long serialVersionUID = 1;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final transient WireError error;

  private Rejection(WireError error) {
    super(error.code(), null, false, false);
    this.error = error;
  }

  WireError error() {
    return error;
  }

  static Rejection unknownOperation(int status) {
    return new Rejection(new WireError("UnknownOperationException", status, ""));
  }

  static Rejection missingAction() {
    return new Rejection(
        new WireError(
            "MissingAction", 400, "The request is missing an action or a required parameter."));
  }

  /// @param action as given, quoted only if it could be one
  static Rejection invalidAction(String action, String version) {
    boolean quotable = WORD.matcher(action).matches() && WORD.matcher(version).matches();
    return new Rejection(
        new WireError(
            "InvalidAction",
            400,
            quotable
                ? "Could not find operation %s for version %s".formatted(action, version)
                : "The action or operation requested is invalid."));
  }

  static Rejection unsupportedMediaType(String expected) {
    return new Rejection(
        new WireError(
            "UnsupportedMediaTypeException", 415, "The content type must be " + expected + "."));
  }

  /// The body is not what the protocol or the model says it is.
  static Rejection serialization(String text) {
    return new Rejection(new WireError("SerializationException", 400, text));
  }
}
