package dev.keyturn.access;

import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What a Resource or a NotResource names. Immutable.
final class Resources {
  /// For statements that name none, because their policy is that of one resource.
  static final Resources ALL = new Resources(true, List.of(), false);

  private final boolean everything;

  /// Nearly always the only one.
  private final @Nullable ArnPattern first;

  private final List<ArnPattern> others;
  private final boolean inverted;

  /// @param everything whether `*` alone is among them
  /// @param inverted whether it stood in a NotResource
  Resources(boolean everything, List<ArnPattern> patterns, boolean inverted) {
    this.everything = everything;
    this.first = patterns.isEmpty() ? null : patterns.getFirst();
    this.others =
        patterns.isEmpty() ? List.of() : List.copyOf(patterns.subList(1, patterns.size()));
    this.inverted = inverted;
  }

  /// @param arn null when the operation means no resource in particular
  boolean match(@Nullable ArnParts arn, Context context) {
    return named(arn, context) != inverted;
  }

  private boolean named(@Nullable ArnParts arn, Context context) {
    if (everything) {
      return true;
    }
    if (first == null || arn == null) {
      return false;
    }
    if (first.matches(arn, context)) {
      return true;
    }
    for (int i = 0; i < others.size(); i++) {
      if (others.get(i).matches(arn, context)) {
        return true;
      }
    }
    return false;
  }

  void keysInto(SortedSet<String> keys) {
    if (first != null) {
      first.keysInto(keys);
    }
    others.forEach(pattern -> pattern.keysInto(keys));
  }
}
