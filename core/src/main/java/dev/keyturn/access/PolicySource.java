package dev.keyturn.access;

import dev.keyturn.identity.Caller;

/// Where the policies of callers come from: the port that identities fill. Thread-safe; asked for
/// every request of a user or a role's session, so it answers from memory, compiled, as long as the
/// documents it read are as they were.
@FunctionalInterface
public interface PolicySource {
  /// There are no identities but administrators.
  PolicySource NONE = _ -> CallerPolicies.NONE;

  /// What is attached to a caller now.
  CallerPolicies of(Caller caller);
}
