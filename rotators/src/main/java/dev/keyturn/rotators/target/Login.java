package dev.keyturn.rotators.target;

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
}
