package dev.keyturn.rotators.target;

import dev.keyturn.function.Finding;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import java.util.List;
import java.util.Optional;

/// A logged-in session at a target. Used by one thread. Every verb may be repeated: it finds what
/// is done. A verb that failed for a lost connection may have happened; where the target knows
/// transactions, all or nothing of it has.
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

  /// Checks that the session's user is one account, where a target tells accounts of one name apart
  /// by the client's host: with several, only one would get the new password.
  ///
  /// @param pinned the host of the account that was chosen among several
  default void requireOneAccount(Optional<String> pinned) throws StepFailed {}

  /// The host of the account that this session logged in to, where a target tells accounts of one
  /// name apart by it.
  default Optional<String> accountHost() throws StepFailed {
    return Optional.empty();
  }

  /// In which form the target keeps the password of this session's log-in, in the engine's own
  /// words, where the log-in tells.
  default Optional<String> passwordForm() {
    return Optional.empty();
  }

  /// Whether [#setPassword] may leave the old password good: then that one opens, whether or not
  /// the new one is set.
  default boolean keepsOldPassword() throws StepFailed {
    return false;
  }

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
