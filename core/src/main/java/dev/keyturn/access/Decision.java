package dev.keyturn.access;

/// Whether something may be done, and why.
public sealed interface Decision {

  /// It may. `reason` names what allowed it.
  record Allowed(String reason) implements Decision {}

  /// It may not. `reason` names what was missing or what denied it; it goes to the audit record
  /// only.
  record Denied(String reason) implements Decision {}
}
