package dev.keyturn.function;

/// A step ended without success. The message says what was tried, what the target answered (never
/// its echo of a secret), and `remedy` what to do next.
public final class StepFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final FailureClass failureClass;
  private final String remedy;

  public StepFailed(FailureClass failureClass, String message, String remedy) {
    super(message, null, false, false);
    this.failureClass = failureClass;
    this.remedy = remedy;
  }

  public FailureClass failureClass() {
    return failureClass;
  }

  /// What an operator can do; empty text when there is nothing to do but wait.
  public String remedy() {
    return remedy;
  }
}
