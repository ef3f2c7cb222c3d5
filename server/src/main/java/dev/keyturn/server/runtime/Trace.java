package dev.keyturn.server.runtime;

/// X-Ray's trace header, for functions that expect one. Nothing is traced.
final class Trace {
  private Trace() {}

  static String of(Task task) {
    String id = task.requestId().replace("-", "").concat("0".repeat(32));
    return "Root=1-%08x-%s;Parent=%s;Sampled=0"
        .formatted(task.deadline().getEpochSecond(), id.substring(0, 24), id.substring(8, 24));
  }
}
