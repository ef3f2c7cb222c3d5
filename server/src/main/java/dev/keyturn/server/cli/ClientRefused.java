package dev.keyturn.server.cli;

/// A call to a server did not succeed. The text names the thing, the cause and the next step.
public final class ClientRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClientRefused(String message) {
    super(message, null, false, false);
  }
}
