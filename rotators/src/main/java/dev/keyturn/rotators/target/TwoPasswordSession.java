package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.util.Set;

/// A session at one server of a target whose users hold several passwords.
public interface TwoPasswordSession extends TargetSession {

  /// The passwords that open for a user now.
  ///
  /// @throws StepFailed when there is no such user, or passwords are not what keeps others out: it
  ///   is disabled, or comes in with any
  Set<PasswordDigest> passwords(String user) throws StepFailed;

  /// Adds and removes passwords of a user that exists, as one change; nothing else of it is
  /// touched. What is there is not added again; what is removed must be there.
  void changePasswords(String user, Set<PasswordDigest> added, Set<PasswordDigest> removed)
      throws StepFailed;

  /// Makes all users, as they are now, survive a restart of the server. Called before a change too:
  /// what a server cannot keep is not begun.
  void save() throws StepFailed;
}
