package dev.keyturn.lambda;

import dev.keyturn.identity.Arn;
import dev.keyturn.store.DocumentKey;

/// An event that was accepted and waits for its function.
///
/// @param invokedAs the function's ARN as it was called, with the qualifier if there was one
/// @param functionId of the very function: one that is made again under the name is another
/// @param requestId the same for every attempt
/// @param accepted in milliseconds since 1970
/// @param size of the payload in bytes
/// @param attempts how often the function was called
/// @param delays how often nothing could run it
record QueuedEvent(
    String invokedAs,
    String functionId,
    String requestId,
    long accepted,
    int size,
    int attempts,
    int delays) {
  static final String KIND = "function-event";

  Arn arn() {
    return Arn.parse(invokedAs).orElseThrow();
  }

  DocumentKey key() {
    return new DocumentKey(KIND, prefix(arn()) + requestId);
  }

  String payload() {
    return KIND + "/" + requestId;
  }

  /// What the keys of one function's events begin with, whatever their qualifiers.
  static String prefix(Arn function) {
    String name = function.resource().split(":", 3)[1];
    return function.account() + "/" + function.region() + "/" + name + "/";
  }

  /// After a call that failed.
  QueuedEvent attempted() {
    return new QueuedEvent(invokedAs, functionId, requestId, accepted, size, attempts + 1, 0);
  }

  /// After nothing could run.
  QueuedEvent delayed() {
    return new QueuedEvent(invokedAs, functionId, requestId, accepted, size, attempts, delays + 1);
  }
}
