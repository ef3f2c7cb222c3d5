package dev.keyturn.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What an Action or a NotAction names. Case does not matter. Immutable.
final class Actions {
  private final Set<String> exact;
  private final Glob[] patterns;
  private final boolean inverted;

  /// @param inverted whether it stood in a NotAction
  Actions(List<String> written, boolean inverted) {
    Set<String> names = new HashSet<>();
    List<Glob> globs = new ArrayList<>();
    for (String action : written) {
      String small = action.toLowerCase(Locale.ROOT);
      if (small.indexOf('*') < 0 && small.indexOf('?') < 0) {
        names.add(small);
      } else {
        globs.add(Glob.of(small));
      }
    }
    this.exact = Set.copyOf(names);
    this.patterns = globs.toArray(new Glob[0]);
    this.inverted = inverted;
  }

  /// @param action in small letters
  boolean match(String action) {
    return named(action) != inverted;
  }

  private boolean named(String action) {
    if (!exact.isEmpty() && exact.contains(action)) {
      return true;
    }
    for (Glob pattern : patterns) {
      if (pattern.matches(action)) {
        return true;
      }
    }
    return false;
  }
}
