package dev.keyturn.server.crash;

import java.io.PrintStream;

/// Counts the points at which a process may die, and lets it die at one of them. Thread-safe.
final class Points {
  /// The exit code of a process that died at its point.
  static final int HALTED = 99;

  /// What the line of a point begins with.
  static final String LINE = "point ";

  private final int haltAt;
  private final PrintStream out;
  private int reached;

  /// @param haltAt the number of the point to die at, from 1; 0: none
  Points(int haltAt, PrintStream out) {
    this.haltAt = haltAt;
    this.out = out;
  }

  /// Something that reaches the store or the target.
  @FunctionalInterface
  interface Effect<T, E extends Throwable> {
    T happen() throws E;
  }

  /// Lets an effect happen between two points.
  <T, E extends Throwable> T around(String what, Effect<T, E> effect) throws E {
    reach("before " + what);
    T result = effect.happen();
    reach("after " + what);
    return result;
  }

  synchronized void reach(String what) {
    reached++;
    out.println(LINE + what);
    if (reached == haltAt) {
      die();
    }
  }

  /// Dies at once, whatever the number of the point.
  synchronized void die() {
    out.flush();
    Runtime.getRuntime().halt(HALTED);
  }
}
