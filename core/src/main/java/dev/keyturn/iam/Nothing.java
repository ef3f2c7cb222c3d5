package dev.keyturn.iam;

/// The answer of an operation that has none.
public record Nothing() {
  static final Nothing NOTHING = new Nothing();
}
