package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.util.Set;

/// One kind of target whose users log in with a password. An engine owns its dialect and nothing
/// else: order, retries and which user is next belong to the strategies. Thread-safe.
public interface LoginEngine {

  /// Logs in. The failure's class says why it did not work: `REFUSED` only when the target answered
  /// that the user and the password do not fit.
  TargetSession open(Login login) throws StepFailed;

  /// What is fixed for this kind of target.
  Traits traits();

  /// The constants of a kind of target.
  ///
  /// @param engine the value of the secret's `engine` key that messages name
  /// @param engines all values of `engine` that mean this kind
  /// @param excludedCharacters what generated passwords leave out by default
  /// @param cloneSuffix what the alternate user's name has in addition
  /// @param userNameLimit the longest user name, in bytes
  record Traits(
      String engine,
      Set<String> engines,
      int defaultPort,
      String defaultDatabase,
      String excludedCharacters,
      String cloneSuffix,
      int userNameLimit) {}
}
