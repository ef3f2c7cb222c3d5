package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;

/// A user with its password at a target.
public record Login(Target target, String user, SecretValue password) {

  /// The same user at the same target with another password.
  public Login withPassword(SecretValue other) {
    return new Login(target, user, other);
  }

  /// User and address, for messages.
  public String who() {
    return user + " at " + target.address();
  }

  /// Texts of protocols end with a zero byte: what follows one would be read as something else,
  /// such as the next option.
  void refuseHiddenCharacters() throws StepFailed {
    if (user.indexOf('\0') >= 0 || password.revealString().indexOf('\0') >= 0) {
      throw new StepFailed(
          MISCONFIGURED,
          "The user name or the password holds a zero character",
          "Correct the secret JSON with PutSecretValue.");
    }
  }
}
