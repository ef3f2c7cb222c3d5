package dev.keyturn.server.runtime;

/// Whether functions run in sandboxes.
public enum SandboxMode {
  /// Where the machine can make one.
  AUTO,
  /// Or not at all.
  REQUIRED,
  /// Never.
  OFF
}
