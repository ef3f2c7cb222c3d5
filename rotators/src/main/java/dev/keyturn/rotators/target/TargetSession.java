package dev.keyturn.rotators.target;

import dev.keyturn.function.Finding;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import java.util.List;

/// A logged-in session at a target. Used by one thread. Every verb does all or nothing, and may be
/// repeated: it finds what is done. A verb that failed for a lost connection may have happened.
public interface TargetSession extends AutoCloseable {
  /// A trivial read, to see that the session is of use.
  void probe() throws StepFailed;

  /// Sets a user's password.
  ///
  /// @throws StepFailed with class `REJECTED_PASSWORD` when the target's policy does not take it
  void setPassword(String user, SecretValue password) throws StepFailed;

  /// Sets a password back that opened before, in a form that the target's log-in takes whatever
  /// form it makes of new ones.
  void restorePassword(String user, SecretValue password) throws StepFailed;

  /// Prepares one of a pair of alternating users and sets its password, as one change.
  void setAlternate(AlternateChange change) throws StepFailed;

  /// What [#setPassword] would meet, found out without setting it.
  ///
  /// @param sample a password as the function makes them, which nobody will ever use
  default List<Finding> rehearsePassword(String user, SecretValue sample) {
    return untried();
  }

  /// What [#setAlternate] would meet, found out without changing anything.
  ///
  /// @param change with a password which nobody will ever use
  default List<Finding> rehearseAlternate(AlternateChange change) {
    return untried();
  }

  private static List<Finding> untried() {
    return List.of(
        Finding.skipped("change", "This kind of target cannot try a change without making it"));
  }

  /// Ends the session; never fails.
  @Override
  void close();
}
