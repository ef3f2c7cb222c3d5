package dev.keyturn.audit;

/// The port to which everything that happens is written. Thread-safe.
public interface AuditLog {

  /// Hands the record to the operating system: once this returns it survives the death of the
  /// process.
  ///
  /// @throws AuditUnavailable when it could not be written
  void write(AuditEvent event);

  /// Returns when everything written before this call is on stable storage. Concurrent calls share
  /// one flush.
  ///
  /// @throws AuditUnavailable when it could not be flushed
  void force();

  /// Keeps the record in memory when it cannot be written now, and writes it when that works again:
  /// for what has already happened and must not be stopped, such as a rotation that is unsettled.
  /// Never throws.
  void writeOrBuffer(AuditEvent event);
}
