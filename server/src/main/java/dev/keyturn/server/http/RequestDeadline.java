package dev.keyturn.server.http;

import java.util.concurrent.atomic.AtomicLong;

/// How long a client may still take to begin a request, to send the rest of it, or to take the rest
/// of an answer. While the server itself works, nothing runs out.
///
/// When it has run out, the connection's thread is interrupted, which closes its socket. That never
/// hits a request that is being worked on: the thread takes the deadline off before it goes on, and
/// if it comes too late for that, it does not go on.
final class RequestDeadline {
  private static final long NONE = 0;
  private static final long ENFORCED = -1;

  private final AtomicLong at = new AtomicLong(NONE);
  private final long request;
  private final long idle;
  private final Thread thread;

  RequestDeadline(ListenerLimits limits, Thread thread) {
    this.request = limits.request().toNanos();
    this.idle = limits.idle().toNanos();
    this.thread = thread;
  }

  /// The client may begin a request: its first line has to be here in time.
  void invite() {
    set(idle);
  }

  /// The client's turn begins.
  void begin() {
    set(request);
  }

  /// What has run out stays so: the thread is interrupted already.
  private void set(long limit) {
    long until = Math.max(1, System.nanoTime() - EPOCH + limit);
    at.updateAndGet(held -> held == ENFORCED ? ENFORCED : until);
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
