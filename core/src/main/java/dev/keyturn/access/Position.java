package dev.keyturn.access;

/// A place in the text of a policy document; both count from one.
public record Position(int line, int column) {
  static final Position START = new Position(1, 1);

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
