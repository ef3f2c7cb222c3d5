package dev.keyturn.server.wire;

/// A request that never became an operation's input: nothing listens there, or its body cannot be
/// read. Its text quotes nothing of the body. Carries no stack trace.
final class Rejection extends Exception {
  private static final long serialVersionUID = 1;

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
