package dev.keyturn.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds what somebody probably meant.
public final class Spelling {
  private static final int FAR = 3;

  private Spelling() {}

  /// The nearest of the known words, when it is near enough to be worth saying. A word that is the
  /// beginning of another is near it.
  public static Optional<String> nearest(String word, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(candidate -> farness(word, candidate))
                .thenComparingInt(String::length))
        .filter(best -> farness(word, best) <= Math.max(FAR, word.length() / 3));
  }

  private static int farness(String word, String candidate) {
    boolean begins = word.startsWith(candidate) || candidate.startsWith(word);
    return begins ? 1 : distance(word, candidate);
  }

  /// Levenshtein's distance.
  static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int substituted = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
