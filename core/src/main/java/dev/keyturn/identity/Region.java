package dev.keyturn.identity;

import java.util.regex.Pattern;

/// A region code such as `eu-west-1`. It is the one that the caller signed for: nothing else makes
/// a region exist.
public record Region(String code) {
  private static final Pattern CODE = Pattern.compile("([a-z]+-)+\\d+");

  public Region {
    if (!isCode(code)) {
      throw new IllegalArgumentException("Not a region code such as eu-west-1: " + code);
    }
  }

  /// Whether the text has the form of a region code (at most 64 characters).
  public static boolean isCode(String text) {
    return text.length() <= 64 && CODE.matcher(text).matches();
  }

  @Override
  public String toString() {
    return code;
  }
}
