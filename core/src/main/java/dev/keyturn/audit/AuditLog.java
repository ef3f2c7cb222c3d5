package dev.keyturn.audit;

/// The port to which everything that happens is written. Thread-safe.
public interface AuditLog {

  /// Hands the record to the operating system: once this returns it survives the death of the
  /// process. It reaches stable storage soon, without anybody asking.
  ///
  /// @throws AuditUnavailable when it could not be written
  void write(AuditEvent event);

  /// Begins to put everything written before this call on stable storage, and does not wait.
  /// Concurrent calls share one flush.
  Flush flush();

  /// Keeps the record in memory when it cannot be written now, and writes it when that works again:
  /// for what has already happened and must not be stopped, such as a rotation that is unsettled.
  /// Never throws.
  void writeOrBuffer(AuditEvent event);

  /// A flush that was begun.
  @FunctionalInterface
  interface Flush {
    /// Nothing was begun, so there is nothing to wait for.
    Flush NONE = () -> {};

    /// Returns when it is done.
    ///
    /// @throws AuditUnavailable when it failed. The log keeps what it could not flush, and takes
    ///   nothing new before that is on stable storage.
    void await();
  }
}
