package dev.keyturn.server.audit;

import dev.keyturn.audit.AuditUnavailable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records of what has already happened while the log could not be written: they go first as soon
/// as it can. Bounded; what no longer fits is counted and said. Thread-safe.
final class AuditBacklog {
  private static final Logger LOG = LoggerFactory.getLogger(AuditBacklog.class);

  private final long mostBytes;
  private final Deque<Lines> lines = new ArrayDeque<>();
  private volatile long bytes;
  private long lost;

  AuditBacklog(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized void keep(Lines line, AuditUnavailable cause) {
    if (bytes + line.length() > mostBytes) {
      lost++;
      LOG.error("AUDIT: {} records are lost: the log cannot be written and memory is full", lost);
      return;
    }
    if (lines.isEmpty()) {
      LOG.error("AUDIT: the log cannot be written; records wait in memory", cause);
    }
    lines.addLast(line);
    bytes += line.length();
  }

  /// Writes everything; what could not be written stays. Cheap when there is nothing.
  void writeTo(AuditFile file) throws IOException {
    if (bytes > 0) {
      writeAll(file);
    }
  }

  private synchronized void writeAll(AuditFile file) throws IOException {
    while (!lines.isEmpty()) {
      Lines line = lines.getFirst();
      file.append(line.bytes(), line.length());
      lines.removeFirst();
      bytes -= line.length();
    }
    LOG.warn("AUDIT: the log can be written again; no record waits in memory");
  }

  long bytes() {
    return bytes;
  }
}
