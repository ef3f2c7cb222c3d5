package dev.keyturn.operation;

/// The answer of an operation that has none.
public record Nothing() {
  public static final Nothing NOTHING = new Nothing();
}
