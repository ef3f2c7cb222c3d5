package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// One kind of target whose users log in with a password. An engine owns its dialect and nothing
/// else: order, retries and which user is next belong to the strategies. Thread-safe.
public interface LoginEngine {

  /// Logs in. The failure's class says why it did not work: `REFUSED` only when the target answered
  /// that the user and the password do not fit.
  TargetSession open(Login login) throws StepFailed;

  /// What is fixed for this kind of target.
  Traits traits();

  /// Whether an alternate user is prepared and gets its password as one change. Otherwise a
  /// password that opens does not show that all of it is done.
  default boolean preparesAtOnce() {
    return true;
  }

  /// How long generated passwords are by default.
  default int passwordLength() {
    return 32;
  }

  /// The constants of a kind of target.
  ///
  /// @param engine the value of the secret's `engine` key that messages name
  /// @param engines all values of `engine` that mean this kind
  /// @param excludedCharacters what generated passwords leave out by default
  /// @param cloneSuffix what the alternate user's name has in addition
  /// @param userNameLimit the longest user name
  /// @param nameUnit what its length is counted in
  record Traits(
      String engine,
      Set<String> engines,
      int defaultPort,
      String defaultDatabase,
      String excludedCharacters,
      String cloneSuffix,
      int userNameLimit,
      NameUnit nameUnit) {

    /// With names counted in bytes.
    public Traits(
        String engine,
        Set<String> engines,
        int defaultPort,
        String defaultDatabase,
        String excludedCharacters,
        String cloneSuffix,
        int userNameLimit) {
      this(
          engine,
          engines,
          defaultPort,
          defaultDatabase,
          excludedCharacters,
          cloneSuffix,
          userNameLimit,
          NameUnit.BYTES);
    }
  }

  /// What the length of a user name is counted in.
  enum NameUnit {
    BYTES,
    CHARACTERS;

    /// The length of a name.
    public int count(String name) {
      return this == BYTES
          ? name.getBytes(StandardCharsets.UTF_8).length
          : name.codePointCount(0, name.length());
    }
  }
}
