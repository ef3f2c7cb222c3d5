package dev.keyturn.identity;

import java.util.regex.Pattern;

/// An account: twelve digits, and the outermost part of every key, so that accounts never see each
/// other.
public record AccountId(String value) {
  private static final Pattern DIGITS = Pattern.compile("\\d{12}");

  public AccountId {
    if (!isId(value)) {
      throw new IllegalArgumentException("An account id has twelve digits: " + value);
    }
  }

  /// Whether the text is an account's number.
  public static boolean isId(String text) {
    return DIGITS.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
