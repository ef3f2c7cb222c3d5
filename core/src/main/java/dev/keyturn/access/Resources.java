package dev.keyturn.access;

import java.util.List;
import java.util.SortedSet;

/// What a Resource or a NotResource names. Immutable.
final class Resources {
  /// For statements that name none, because their policy is that of one resource.
  static final Resources ALL = new Resources(true, List.of(), false);

  private final boolean everything;
  private final ArnPattern[] patterns;
  private final boolean inverted;

  /// @param everything whether `*` alone is among them
  /// @param inverted whether it stood in a NotResource
  Resources(boolean everything, List<ArnPattern> patterns, boolean inverted) {
    this.everything = everything;
    this.patterns = patterns.toArray(new ArnPattern[0]);
    this.inverted = inverted;
  }

  /// @param arn in its six parts; none when the operation means no resource in particular
  boolean match(List<String> arn, Context context) {
    return named(arn, context) != inverted;
  }

  private boolean named(List<String> arn, Context context) {
    if (everything) {
      return true;
    }
    for (ArnPattern pattern : patterns) {
      if (pattern.matches(arn, context)) {
        return true;
      }
    }
    return false;
  }

  void keysInto(SortedSet<String> keys) {
    for (ArnPattern pattern : patterns) {
      pattern.keysInto(keys);
    }
  }
}
