package dev.keyturn.lambda;

/// A zip cannot be read, or must not be unpacked. The text is for people.
final class BadZip extends Exception {
  private static final long serialVersionUID = 1;

  BadZip(String message) {
    super(message, null, false, false);
  }
}
