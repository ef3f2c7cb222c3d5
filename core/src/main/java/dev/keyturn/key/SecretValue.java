package dev.keyturn.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// Secret material: text or bytes. Not a record, because a record prints itself. It compares in
/// constant time and is opened only by methods that begin with `reveal`, so that every use can be
/// found by searching for that word. Immutable and thread-safe.
public final class SecretValue {
  private final byte[] bytes;
  private final boolean binary;

  private SecretValue(byte[] bytes, boolean binary) {
    this.bytes = bytes;
    this.binary = binary;
  }

  /// Text, kept as UTF-8.
  public static SecretValue ofString(String text) {
    return new SecretValue(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /// Text that is UTF-8 already, copied.
  public static SecretValue ofUtf8(byte[] bytes) {
    return new SecretValue(bytes.clone(), false);
  }

  /// Raw bytes, copied.
  public static SecretValue ofBinary(byte[] bytes) {
    return new SecretValue(bytes.clone(), true);
  }

  /// Whether it was stored as `SecretBinary`.
  public boolean isBinary() {
    return binary;
  }

  /// The length in bytes (of UTF-8 for text).
  public int size() {
    return bytes.length;
  }

  /// The text. Fails for binary values.
  public String revealString() {
    if (binary) {
      throw new IllegalStateException("A binary secret value has no text");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// A copy of the bytes (UTF-8 for text).
  public byte[] revealBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretValue that
        && binary == that.binary
        && MessageDigest.isEqual(bytes, that.bytes);
  }

  /// Only the kind: a hash of the content would tell two values apart without any right to see
  /// them.
  @Override
  public int hashCode() {
    return Arrays.hashCode(new boolean[] {binary});
  }

  @Override
  public String toString() {
    return "SecretValue[redacted]";
  }
}
