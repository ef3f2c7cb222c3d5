package dev.keyturn.rotators.strategy;

import java.util.HashSet;
import java.util.Set;

/// Which of the credentials that one user holds stay, which come and which go. Pure; a credential
/// is known by what names it without opening anything: a password's digest, an access key's id.
///
/// @param wanted what the user has to hold in the end
/// @param spared what may stay, but is not given back when it is gone
/// @param retired what goes when the user holds it, unless it is wanted or spared
/// @param exact whether everything else goes too
record Retention<T>(Set<T> wanted, Set<T> spared, Set<T> retired, boolean exact) {

  /// What a user who holds these lacks.
  Set<T> added(Set<T> held) {
    return without(wanted, held);
  }

  /// What a user who holds these has to lose.
  Set<T> removed(Set<T> held) {
    Set<T> leaving = new HashSet<>(held);
    if (!exact) {
      leaving.retainAll(retired);
    }
    return without(without(leaving, wanted), spared);
  }

  /// What stays though no version of the secret is known for it.
  Set<T> unknown(Set<T> held) {
    return without(without(without(held, removed(held)), wanted), spared);
  }

  private static <T> Set<T> without(Set<T> all, Set<T> some) {
    Set<T> rest = new HashSet<>(all);
    rest.removeAll(some);
    return rest;
  }
}
