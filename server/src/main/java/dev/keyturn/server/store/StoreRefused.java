package dev.keyturn.server.store;

/// This program must not open this store; the message tells an operator why and what to do.
public final class StoreRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoreRefused(String message) {
    super(message);
  }

  StoreRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
