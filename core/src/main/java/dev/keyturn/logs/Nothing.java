package dev.keyturn.logs;

/// The answer of operations that answer nothing.
public record Nothing() {
  static final Nothing NOTHING = new Nothing();
}
