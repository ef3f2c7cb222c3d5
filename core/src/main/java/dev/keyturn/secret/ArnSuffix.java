package dev.keyturn.secret;

import java.util.random.RandomGenerator;

/// The random end of a secret's ARN: a re-created name has another ARN, so that grants on the old
/// one do not carry over.
final class ArnSuffix {
  static final int LENGTH = 6;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private ArnSuffix() {}

  static String next(RandomGenerator random) {
    StringBuilder suffix = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      suffix.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return suffix.toString();
  }

  static boolean isPossible(int character) {
    return ALPHABET.indexOf(character) >= 0;
  }
}
