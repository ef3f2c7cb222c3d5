package dev.keyturn.masking;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The first 64 bits of an HMAC. For one thread.
final class KeyedHash {
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key;
  private @Nullable Mac mac;

  KeyedHash(byte[] key) {
    this.key = key;
  }

  long of(byte[] bytes, int from, int to) {
    Mac made = mac == null ? make() : mac;
    mac = made;
    made.update(bytes, from, to - from);
    return ByteBuffer.wrap(made.doFinal()).getLong();
  }

  /// Made when something is hashed: most texts hold nothing that has to be.
  private Mac make() {
    try {
      Mac made = Mac.getInstance(ALGORITHM);
      made.init(new SecretKeySpec(key, ALGORITHM));
      return made;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, impossible);
    }
  }
}
