package dev.keyturn.iam;

import java.util.random.RandomGenerator;

/// Makes ids and keys in AWS's forms. Thread-safe.
final class Ids {
  private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String SECRET_ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final RandomGenerator random;

  /// @param random a generator fit for cryptography
  Ids(RandomGenerator random) {
    this.random = random;
  }

  /// A unique id of 21 characters, such as `AIDA…` for a user.
  String unique(String prefix) {
    return prefix + characters(ID_ALPHABET, 17);
  }

  /// The id of an access key: `AKIA…`, or `ASIA…` for one that expires.
  String accessKey(String prefix) {
    return prefix + characters(ID_ALPHABET, 16);
  }

  /// A secret access key; the caller puts it into a [dev.keyturn.key.SecretValue] at once.
  String secretKey() {
    return characters(SECRET_ALPHABET, 40);
  }

  private String characters(String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
