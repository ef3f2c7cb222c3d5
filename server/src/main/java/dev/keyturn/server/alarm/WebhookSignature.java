package dev.keyturn.server.alarm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keyturn.key.SecretValue;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Lets a receiver know that a message is from here and new: HMAC-SHA256 under a shared secret over
/// the time of sending, a full stop, and the body.
public final class WebhookSignature {
  public static final String HEADER = "Keyturn-Signature";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretValue secret;

  public WebhookSignature(SecretValue secret) {
    this.secret = secret;
  }

  /// The header's value, such as `t=1795168800,v1=5257a8…`.
  public String of(byte[] body, Instant now) {
    long time = now.getEpochSecond();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.revealBytes(), ALGORITHM));
      mac.update((time + ".").getBytes(US_ASCII));
      return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has HMAC-SHA256", impossible);
    }
  }
}
