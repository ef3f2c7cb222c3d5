package dev.keyturn.rotators.target;

import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// The SHA-256 by which a server knows a password. It is without salt, so a weak password can be
/// found from it: it does not print itself either.
public final class PasswordDigest {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private final String hex;

  private PasswordDigest(String hex) {
    this.hex = hex;
  }

  public static PasswordDigest of(SecretValue password) {
    try {
      byte[] bytes = password.revealString().getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new PasswordDigest(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Reads what a server lists; empty when it is no digest.
  static Optional<PasswordDigest> parse(String hex) {
    return HEX.matcher(hex).matches() ? Optional.of(new PasswordDigest(hex)) : Optional.empty();
  }

  String revealHex() {
    return hex;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PasswordDigest digest && hex.equals(digest.hex);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(hex);
  }

  @Override
  public String toString() {
    return "PasswordDigest";
  }
}
