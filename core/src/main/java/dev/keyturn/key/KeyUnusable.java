package dev.keyturn.key;

/// A key cannot be used: it does not exist, is disabled, is the wrong one, or what it should open
/// was tampered with. The text names the key and the cause, never material.
public final class KeyUnusable extends Exception {
  private static final long serialVersionUID = 1;

  public KeyUnusable(String message) {
    super(message);
  }
}
