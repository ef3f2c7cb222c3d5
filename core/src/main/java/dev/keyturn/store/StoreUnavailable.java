package dev.keyturn.store;

/// The store could not answer. After a commit this means *unknown*: it may or may not have been
/// written.
public final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
