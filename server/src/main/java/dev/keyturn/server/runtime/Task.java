package dev.keyturn.server.runtime;

import dev.keyturn.function.Invocation;
import dev.keyturn.key.SecretValue;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// An invocation, with the moment at which it is ended.
record Task(Invocation invocation, Instant deadline) {

  private static final JsonMapper JSON = new JsonMapper();

  /// The proof of a rotation that an event holds.
  static Optional<SecretValue> rotationToken(Invocation invocation) {
    try {
      return JSON.readTree(invocation.event().revealBytes())
          .path("RotationToken")
          .stringValueOpt()
          .map(SecretValue::ofString);
    } catch (JacksonException _) {
      // Then the function will say so.
      return Optional.empty();
    }
  }

  String requestId() {
    return invocation.requestId();
  }
}
