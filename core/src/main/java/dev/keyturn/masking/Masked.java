package dev.keyturn.masking;

import java.util.Set;

/// A text after masking.
///
/// @param text with [#MARK] for each value
/// @param seen which secrets' values stood in it
/// @param reach how many characters at the end of what stands before belong to a value that goes on
///   in the text
public record Masked(String text, Set<Sighting> seen, int reach) {
  /// What a reader sees in the place of a value.
  public static final String MARK = "[masked]";

  public Masked {
    seen = Set.copyOf(seen);
  }

  /// A value that was recognized.
  ///
  /// @param secretArn empty for what is no secret's
  /// @param fingerprint tells values of one secret apart
  public record Sighting(String secretArn, long fingerprint) {}
}
