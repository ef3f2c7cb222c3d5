package dev.keyturn.server.wire;

import dev.keyturn.server.sigv4.AuthenticationFailed;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the operator should see of requests that failed. Messages of exceptions are left out: a
/// driver's or parser's text may quote what it choked on. Thread-safe.
final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final int CAUSES = 8;
  private static final int PER_MINUTE = 10;

  private final InstantSource clock;
  private final AtomicLong minute = new AtomicLong();
  private final AtomicLong inMinute = new AtomicLong();

  FailureLog(InstantSource clock) {
    this.clock = clock;
  }

  /// Tells of at most ten failed authentications a minute, so that whoever knocks cannot fill the
  /// disk; the metrics count them all.
  void authenticationFailed(HttpRequest request, String requestId, AuthenticationFailed failed) {
    long now = clock.millis() / 60_000;
    if (minute.getAndSet(now) != now) {
      inMinute.set(0);
    }
    if (inMinute.incrementAndGet() <= PER_MINUTE) {
      LOG.warn("{} from {}, request {}", failed.code(), request.remoteAddress(), requestId);
    }
  }

  void broken(String requestId, Throwable problem) {
    LOG.error("Request {} failed: {}", requestId, withoutMessages(problem));
  }

  private static String withoutMessages(Throwable problem) {
    StringBuilder text = new StringBuilder();
    Throwable each = problem;
    for (int i = 0; each != null && i < CAUSES; i++, each = each.getCause()) {
      text.append(i == 0 ? "" : "\nCaused by: ").append(each.getClass().getName());
      for (StackTraceElement frame : each.getStackTrace()) {
        text.append("\n\tat ").append(frame);
      }
    }
    return text.toString();
  }
}
