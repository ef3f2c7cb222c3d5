package dev.keyturn.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;

/// The keys of a scan as bounds that an index can seek: a `LIKE` or a function would read the whole
/// kind.
///
/// @param from the least key that belongs to it
/// @param to the least key behind it; empty: it has no end
record KeyRange(String from, Optional<String> to) {
  /// No key holds NUL, so nothing lies between a key and the key with this appended.
  private static final String NEXT = "\u0001";

  static KeyRange of(String prefix, String after) {
    boolean first = Arrays.compareUnsigned(prefix.getBytes(UTF_8), after.getBytes(UTF_8)) > 0;
    return new KeyRange(first ? prefix : after + NEXT, behind(prefix));
  }

  /// The least text that is greater than every text with this prefix: its last character that can
  /// grow, grown.
  private static Optional<String> behind(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        return Optional.of(prefix.substring(0, end) + Character.toString(grown(last)));
      }
    }
    return Optional.empty();
  }

  private static int grown(int codePoint) {
    boolean beforeSurrogates = codePoint + 1 == Character.MIN_SURROGATE;
    return beforeSurrogates ? Character.MAX_SURROGATE + 1 : codePoint + 1;
  }
}
