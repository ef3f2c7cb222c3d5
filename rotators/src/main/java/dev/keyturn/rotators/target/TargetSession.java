package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;

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

  /// Ends the session; never fails.
  @Override
  void close();
}
