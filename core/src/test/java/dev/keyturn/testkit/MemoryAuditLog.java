package dev.keyturn.testkit;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.audit.AuditUnavailable;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An audit log in memory, which can be made to fail. Thread-safe.
public final class MemoryAuditLog implements AuditLog {
  private final Queue<AuditEvent> events = new ConcurrentLinkedQueue<>();
  private volatile boolean failing;
  private volatile boolean flushFailing;
  private volatile List<AuditEvent> durable = List.of();

  @Override
  public void write(AuditEvent event) {
    if (failing) {
      throw unavailable();
    }
    events.add(event);
  }

  @Override
  public Flush flush() {
    List<AuditEvent> covered = events();
    return () -> {
      if (failing || flushFailing) {
        throw unavailable();
      }
      durable = covered;
    };
  }

  private static AuditUnavailable unavailable() {
    return new AuditUnavailable("The audit log was told to fail", new IOException("disk full"));
  }

  @Override
  public void writeOrBuffer(AuditEvent event) {
    events.add(event);
  }

  /// Whether writing fails from now on.
  public void fail(boolean failing) {
    this.failing = failing;
  }

  /// Whether flushes fail from now on while records can be written.
  public void failFlushes(boolean failing) {
    flushFailing = failing;
  }

  /// What somebody has waited for to be on stable storage.
  public List<AuditEvent> durable() {
    return durable;
  }

  /// Everything that was written or buffered, in order.
  public List<AuditEvent> events() {
    return List.copyOf(events);
  }

  /// The names of the events, in order.
  public List<String> names() {
    return events.stream().map(AuditEvent::name).toList();
  }
}
