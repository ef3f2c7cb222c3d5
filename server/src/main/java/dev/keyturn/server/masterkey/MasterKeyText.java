package dev.keyturn.server.masterkey;

import dev.keyturn.key.SecretValue;
import java.security.SecureRandom;
import java.util.Base64;

/// A master key as text: the base64 of 32 bytes, on one line. Not a record: it cannot print itself.
public final class MasterKeyText {
  /// AES-256.
  private static final int BYTES = 32;

  private final SecretValue key;

  private MasterKeyText(SecretValue key) {
    this.key = key;
  }

  /// A new random key.
  public static MasterKeyText generate() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new MasterKeyText(SecretValue.ofBinary(bytes));
  }

  /// @param source for the text of a refusal
  static MasterKeyText parse(String source, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException _) {
      bytes = new byte[0];
    }
    if (bytes.length != BYTES) {
      throw new MasterKeyUnavailable(
          "The master key from %s is not the base64 of %d bytes on one line. If it was damaged, put the right one back; nothing stored can be read without it."
              .formatted(source, BYTES));
    }
    return new MasterKeyText(SecretValue.ofBinary(bytes));
  }

  /// The key's bytes, a copy.
  public byte[] revealBytes() {
    return key.revealBytes();
  }

  /// The line to keep.
  String revealLine() {
    return Base64.getEncoder().encodeToString(key.revealBytes()) + "\n";
  }

  @Override
  public String toString() {
    return "MasterKeyText[redacted]";
  }
}
