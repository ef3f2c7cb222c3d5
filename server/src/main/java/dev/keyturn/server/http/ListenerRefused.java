package dev.keyturn.server.http;

/// The server cannot listen as it was told. The text names the address or the file, the cause and
/// the next step.
public final class ListenerRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ListenerRefused(String message) {
    super(message, null, false, false);
  }
}
