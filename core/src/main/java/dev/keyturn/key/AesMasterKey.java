package dev.keyturn.key;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// A master key that lies in memory. The 32 bytes themselves encrypt nothing: the wrapping key and
/// the key of each purpose are derived from them by HKDF-SHA256 under different labels, so that
/// none of them says anything about another.
public final class AesMasterKey implements MasterKey, AutoCloseable {
  private static final String WRAPPING = "keyturn master wrapping v1";
  private static final String PURPOSE = "keyturn master purpose v1 ";

  private final byte[] root;
  private final AesKey wrapping;

  private AesMasterKey(byte[] root) {
    this.root = root;
    byte[] derived = expand(WRAPPING);
    this.wrapping = AesKey.of(derived);
    Arrays.fill(derived, (byte) 0);
  }

  /// The master key of these 32 bytes, which are copied.
  public static AesMasterKey of(byte[] bytes) {
    if (bytes.length != AesKey.LENGTH) {
      throw new IllegalArgumentException("A master key has 32 bytes, not " + bytes.length);
    }
    return new AesMasterKey(bytes.clone());
  }

  @Override
  public byte[] wrap(byte[] plaintext, byte[] context) {
    return wrapping.seal(plaintext, context);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) throws KeyUnusable {
    try {
      return wrapping.open(wrapped, context);
    } catch (KeyUnusable _) {
      throw new KeyUnusable(
          "The master key does not open what another one sealed, or it was tampered with");
    }
  }

  @Override
  public byte[] derive(String purpose) {
    return expand(PURPOSE + purpose);
  }

  /// Wipes it; nothing may be using it then.
  @Override
  public void close() {
    wrapping.close();
    Arrays.fill(root, (byte) 0);
  }

  @Override
  public String toString() {
    return "AesMasterKey[redacted]";
  }

  private byte[] expand(String label) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(root)
                  .thenExpand(label.getBytes(java.nio.charset.StandardCharsets.UTF_8), 32));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("HKDF does not work on this platform", broken);
    }
  }
}
