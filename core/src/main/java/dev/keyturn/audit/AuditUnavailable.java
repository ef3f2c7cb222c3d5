package dev.keyturn.audit;

/// The audit log cannot be written: nothing new may be done until it can.
public final class AuditUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public AuditUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
