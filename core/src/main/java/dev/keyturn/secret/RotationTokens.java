package dev.keyturn.secret;

import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The `RotationToken` of each rotation: proves that a caller of PutSecretValue acts for it. Made
/// from the secret, the version and a key, so that it is the same for all steps and retries without
/// being stored. Thread-safe.
public final class RotationTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int UUIDS = 2;

  private final SecretKeySpec key;

  /// @param key 32 bytes that are derived from the master key for this purpose alone
  public RotationTokens(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /// The token of one rotation.
  public SecretValue of(String secretArn, String version) {
    byte[] mac = mac(secretArn + "\n" + version);
    StringBuilder text = new StringBuilder();
    for (int part = 0; part < UUIDS; part++) {
      text.append(part == 0 ? "" : "-").append(uuid(mac, part * 2 * Long.BYTES));
    }
    return SecretValue.ofString(text.toString());
  }

  private static UUID uuid(byte[] bytes, int offset) {
    var buffer = java.nio.ByteBuffer.wrap(bytes, offset, 2 * Long.BYTES);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, impossible);
    }
  }
}
