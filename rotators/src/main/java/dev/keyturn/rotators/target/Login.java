package dev.keyturn.rotators.target;

import dev.keyturn.key.SecretValue;

/// A user with its password at a target.
public record Login(Target target, String user, SecretValue password) {

  /// User and address, for messages.
  public String who() {
    return user + " at " + target.address();
  }
}
