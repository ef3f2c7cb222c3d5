package dev.keyturn.store;

/// A commit's condition did not hold and nothing of it was written. Read again and decide anew.
public final class Conflict extends Exception {
  private static final long serialVersionUID = 1;

  public Conflict(String what) {
    super(what, null, false, false);
  }
}
