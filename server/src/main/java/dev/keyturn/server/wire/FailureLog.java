package dev.keyturn.server.wire;

import dev.keyturn.server.sigv4.AuthenticationFailed;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the operator should see of requests that failed. Messages of exceptions are left out: a
/// driver's or parser's text may quote what it choked on. Thread-safe.
final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final int CAUSES = 8;
  private static final int PER_MINUTE = 10;

  private final Bounded knocks;
  private final Bounded outages;

  FailureLog(InstantSource clock) {
    knocks = new Bounded(clock);
    outages = new Bounded(clock);
  }

  /// Lets a few lines of a kind through each minute, so that whoever causes them cannot fill the
  /// disk; the metrics count them all.
  private static final class Bounded {
    private final InstantSource clock;
    private final AtomicLong minute = new AtomicLong();
    private final AtomicLong inMinute = new AtomicLong();

    Bounded(InstantSource clock) {
      this.clock = clock;
    }

    boolean passes() {
      long now = clock.millis() / 60_000;
      if (minute.getAndSet(now) != now) {
        inMinute.set(0);
      }
      return inMinute.incrementAndGet() <= PER_MINUTE;
    }
  }

  void authenticationFailed(HttpRequest request, String requestId, AuthenticationFailed failed) {
    if (knocks.passes()) {
      LOG.warn("{} from {}, request {}", failed.code(), request.remoteAddress(), requestId);
    }
  }

  /// The store or the audit log does not work, and has said so itself; a full disk must not be
  /// filled with the traces of all who ask for it meanwhile.
  void unavailable(String requestId, RuntimeException problem) {
    if (outages.passes()) {
      LOG.error("Request {} was not served: {}", requestId, inOneLine(problem));
    }
  }

  void broken(String requestId, Throwable problem) {
    LOG.error("Request {} failed: {}", requestId, withoutMessages(problem));
  }

  private static String inOneLine(Throwable problem) {
    StringBuilder text = new StringBuilder();
    Throwable each = problem;
    for (int i = 0; each != null && i < CAUSES; i++, each = each.getCause()) {
      text.append(i == 0 ? "" : ", caused by ").append(each.getClass().getName());
      Arrays.stream(each.getStackTrace()).limit(1).forEach(at -> text.append(" at ").append(at));
    }
    return text.toString();
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
