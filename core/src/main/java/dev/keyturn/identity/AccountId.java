package dev.keyturn.identity;

import java.util.regex.Pattern;

/// An account: twelve digits, and the outermost part of every key, so that accounts never see each
/// other.
public record AccountId(String value) {
  private static final Pattern DIGITS = Pattern.compile("\\d{12}");

  public AccountId {
    if (!DIGITS.matcher(value).matches()) {
      throw new IllegalArgumentException("An account id has twelve digits: " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
