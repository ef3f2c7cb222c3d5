package dev.keyturn.key;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// A 256-bit key in clear, for AES-GCM. What it seals is: one byte of format, a random nonce of 12
/// bytes, the ciphertext, a tag of 16 bytes. Nonces are random, so one key must not seal more than
/// 2³² times. Thread-safe; [#close] wipes the key, and nothing may be using it then.
public final class AesKey implements AutoCloseable {
  /// The length of a key in bytes.
  public static final int LENGTH = 32;

  private static final byte FORMAT = 1;
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int HEADER = 1 + NONCE;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int POOLED = 16;
  private static final CipherPool SHARED = new CipherPool(POOLED);

  private final Material material;
  private final CipherPool ciphers;

  private AesKey(byte[] bytes, CipherPool ciphers) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("A key has 32 bytes, not " + bytes.length);
    }
    this.material = new Material(bytes.clone());
    this.ciphers = ciphers;
  }

  /// A key of these 32 bytes, which are copied.
  public static AesKey of(byte[] bytes) {
    return new AesKey(bytes, SHARED);
  }

  /// The same for a key that is used again and again: it has ciphers of its own, which need not
  /// expand another key first.
  public static AesKey lasting(byte[] bytes) {
    return new AesKey(bytes, new CipherPool(POOLED));
  }

  /// New random bytes for a key.
  public static byte[] newMaterial() {
    byte[] bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /// Encrypts the plaintext and authenticates it together with the context.
  public byte[] seal(byte[] plaintext, byte[] context) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    byte[] sealed = new byte[HEADER + plaintext.length + TAG];
    ByteBuffer.wrap(sealed).put(FORMAT).put(nonce);
    try {
      Cipher cipher = ciphers.borrow();
      cipher.init(Cipher.ENCRYPT_MODE, material, new GCMParameterSpec(TAG * 8, nonce));
      cipher.updateAAD(context);
      cipher.doFinal(plaintext, 0, plaintext.length, sealed, HEADER);
      ciphers.giveBack(cipher);
      return sealed;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("AES-GCM does not work on this platform", broken);
    }
  }

  /// Opens what [#seal] made under the same key and context.
  ///
  /// @throws KeyUnusable when key or context is another, or it was tampered with
  public byte[] open(byte[] sealed, byte[] context) throws KeyUnusable {
    if (sealed.length < HEADER + TAG || sealed[0] != FORMAT) {
      throw new KeyUnusable("The ciphertext is not of a form that can be opened");
    }
    try {
      Cipher cipher = ciphers.borrow();
      cipher.init(Cipher.DECRYPT_MODE, material, new GCMParameterSpec(TAG * 8, sealed, 1, NONCE));
      cipher.updateAAD(context);
      byte[] plaintext = cipher.doFinal(sealed, HEADER, sealed.length - HEADER);
      ciphers.giveBack(cipher);
      return plaintext;
    } catch (AEADBadTagException tampered) {
      throw new KeyUnusable("The ciphertext does not open under this key and context");
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("AES-GCM does not work on this platform", broken);
    }
  }

  @Override
  public void close() {
    Arrays.fill(material.bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "AesKey[redacted]";
  }

  /// The platform's own key class copies its bytes and cannot wipe them.
  private static final class Material implements SecretKey {
    private static final long serialVersionUID = 1;

    private final transient byte[] bytes;

    Material(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String getAlgorithm() {
      return "AES";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    /// A copy, which the cipher wipes.
    @Override
    public byte[] getEncoded() {
      return bytes.clone();
    }
  }
}
