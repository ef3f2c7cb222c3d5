package function;

/** The target does not accept this credential. Not for a network that fails. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;
}
