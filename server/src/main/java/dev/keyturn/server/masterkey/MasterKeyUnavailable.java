package dev.keyturn.server.masterkey;

/// There is no usable master key. The text names the source, the cause and the next step.
public final class MasterKeyUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MasterKeyUnavailable(String message) {
    super(message, null, false, false);
  }
}
