package dev.keyturn.store;

import org.jspecify.annotations.Nullable;

/// Where a document lies. Keys of one kind are ordered by their UTF-8 bytes.
///
/// @param kind what it is (`secret`, `rotation`, …): kinds are cut by who writes them, so that
///   writers do not race
/// @param key at most 2,048 characters, without NUL
public record DocumentKey(String kind, String key) {
  private static final int LONGEST = 2048;

  /// By hand, because every read looks keys up several times, and what the compiler makes of a
  /// record runs through method handles.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DocumentKey that && key.equals(that.key) && kind.equals(that.kind);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + key.hashCode();
  }

  /// Whether a document or payload can lie under this key: not too long, no NUL, no half of a
  /// surrogate pair (which has no UTF-8). Nothing is found under any other.
  public static boolean storable(String key) {
    return key.length() <= LONGEST
        && key.codePoints()
            .noneMatch(it -> it == 0 || Character.getType(it) == Character.SURROGATE);
  }
}
