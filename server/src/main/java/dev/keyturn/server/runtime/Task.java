package dev.keyturn.server.runtime;

import dev.keyturn.function.Invocation;
import java.time.Instant;

/// An invocation, with the moment at which it is ended.
record Task(Invocation invocation, Instant deadline) {

  String requestId() {
    return invocation.requestId();
  }
}
