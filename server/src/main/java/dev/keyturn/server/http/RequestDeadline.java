package dev.keyturn.server.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// How long a client may still take to send the rest of a request, or to take the rest of an
/// answer. While the server itself works, nothing runs out.
///
/// When it has run out, the connection's thread is interrupted, which closes its socket. That never
/// hits a request that is being worked on: the thread takes the deadline off before it goes on, and
/// if it comes too late for that, it does not go on.
final class RequestDeadline {
  private static final long NONE = 0;
  private static final long ENFORCED = -1;

  private final AtomicLong at = new AtomicLong(NONE);
  private final long limit;
  private final Thread thread;

  RequestDeadline(Duration limit, Thread thread) {
    this.limit = limit.toNanos();
    this.thread = thread;
  }

  /// The client's turn begins.
  void begin() {
    at.set(Math.max(1, System.nanoTime() - EPOCH + limit));
  }

  private static final long EPOCH = System.nanoTime();

  /// The client's turn is over. False when it took too long: the connection is being closed.
  boolean end() {
    long held = at.get();
    return held != ENFORCED && at.compareAndSet(held, NONE);
  }

  /// @param now from [System#nanoTime()]
  void enforce(long now) {
    long held = at.get();
    if (held > NONE && held < now - EPOCH && at.compareAndSet(held, ENFORCED)) {
      thread.interrupt();
    }
  }
}
