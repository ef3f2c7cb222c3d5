package dev.keyturn.function;

/// Why a step failed, as far as the next try depends on it.
public enum FailureClass {
  /// The target (or this server) refused the credentials.
  REFUSED,
  /// The target could not be reached: name, network, time-out.
  UNREACHABLE,
  /// TLS could not be established or verified as required.
  TLS,
  /// The target answered the statement that sets the new password with its policy, holds nothing of
  /// the pending version, and AWSCURRENT still opens it: another password may be tried.
  REJECTED_PASSWORD,
  /// The account is locked at the target: no more log-ins until an operator acts.
  ACCOUNT_LOCKED,
  /// Somebody else is changing what is needed (the superuser rotates at the same time): try again
  /// in seconds.
  BUSY,
  /// The log-in works but lacks a right.
  NOT_ALLOWED,
  /// The secret's JSON or the rotation's configuration is wrong: trying again helps only after it
  /// is mended.
  MISCONFIGURED,
  /// The function did not end in time.
  TIMEOUT,
  /// The function or the target broke in a way of its own.
  BROKEN
}
