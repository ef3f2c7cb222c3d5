package dev.keyturn.secret;

/// What RotateSecret does with a preflight when it turns a rotation on.
public enum PreflightMode {
  /// None is made: what AWS does.
  OFF,
  /// What would fail is logged.
  WARN,
  /// A rotation that would fail is not turned on.
  REFUSE
}
