package function;

/** The process died. */
final class Crash extends Error {
  private static final long serialVersionUID = 1;
}
