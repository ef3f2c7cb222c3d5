package dev.keyturn.function;

/// One line of a preflight's report. The texts are for people and hold no secret.
///
/// @param item what was looked at, in a word or two, such as `log-in`
/// @param remedy what to do about it; empty text when there is nothing to do
public record Finding(String item, Status status, String text, String remedy) {

  /// What came of looking.
  public enum Status {
    OK,
    /// A rotation will work, but not as well as it could.
    WARNING,
    /// A rotation will fail.
    FAILED,
    /// Not looked at; the text says why.
    SKIPPED
  }

  public static Finding ok(String item, String text) {
    return new Finding(item, Status.OK, text, "");
  }

  public static Finding warning(String item, String text, String remedy) {
    return new Finding(item, Status.WARNING, text, remedy);
  }

  public static Finding failed(String item, String text, String remedy) {
    return new Finding(item, Status.FAILED, text, remedy);
  }

  /// What a rotation would end with.
  public static Finding failed(String item, StepFailed failure) {
    return failed(item, String.valueOf(failure.getMessage()), failure.remedy());
  }

  public static Finding skipped(String item, String why) {
    return new Finding(item, Status.SKIPPED, why, "");
  }

  /// Whether a rotation would fail for it.
  public boolean isFailed() {
    return status == Status.FAILED;
  }
}
