package dev.keyturn.schedule;

/// Rotation rules cannot be followed. The text is for the user: it names the member
/// (`AutomaticallyAfterDays`, `ScheduleExpression` with its field, `Duration`), what it holds, and
/// the rule that it breaks.
public final class InvalidSchedule extends Exception {
  private static final long serialVersionUID = 1;

  InvalidSchedule(String text) {
    super(text, null, false, false);
  }

  /// The text, never absent.
  public String text() {
    return String.valueOf(getMessage());
  }
}
