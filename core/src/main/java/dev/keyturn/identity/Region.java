package dev.keyturn.identity;

/// A region code such as `eu-west-1`. It is the one that the caller signed for: nothing else makes
/// a region exist.
public record Region(String code) {
  private static final int LONGEST = 64;

  public Region {
    if (!isCode(code)) {
      throw new IllegalArgumentException("Not a region code such as eu-west-1: " + code);
    }
  }

  /// Whether the text has the form of a region code (at most 64 characters): words of small
  /// letters, each with a hyphen behind it, and digits at the end.
  public static boolean isCode(String text) {
    int digits = text.lastIndexOf('-') + 1;
    return text.length() <= LONGEST
        && digits > 1
        && digits < text.length()
        && areDigits(text, digits)
        && areWords(text, digits);
  }

  private static boolean areDigits(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean areWords(String text, int to) {
    boolean inWord = false;
    for (int i = 0; i < to; i++) {
      char each = text.charAt(i);
      boolean letter = each >= 'a' && each <= 'z';
      if (!letter && !(each == '-' && inWord)) {
        return false;
      }
      inWord = letter;
    }
    return true;
  }

  @Override
  public String toString() {
    return code;
  }
}
