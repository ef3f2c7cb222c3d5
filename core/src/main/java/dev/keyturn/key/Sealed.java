package dev.keyturn.key;

import java.util.Arrays;

/// An encrypted value: nonce, ciphertext and tag. Useless without its data key, so the store may
/// hold it. Immutable: whoever gives or takes the bytes must not change them.
public final class Sealed {
  private final byte[] bytes;

  private Sealed(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Takes the bytes without copying them.
  public static Sealed of(byte[] bytes) {
    return new Sealed(bytes);
  }

  /// The bytes, not a copy.
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sealed that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Sealed[" + bytes.length + " bytes]";
  }
}
