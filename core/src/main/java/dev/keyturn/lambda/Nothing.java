package dev.keyturn.lambda;

/// The answer that says nothing.
public record Nothing() {
  static final Nothing NOTHING = new Nothing();
}
