package dev.keyturn.rotators.target;

import java.io.IOException;

/// The policy for targets does not let this server connect to an address. The text says why.
final class TargetDenied extends IOException {
  private static final long serialVersionUID = 1;

  TargetDenied(String message) {
    super(message);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
