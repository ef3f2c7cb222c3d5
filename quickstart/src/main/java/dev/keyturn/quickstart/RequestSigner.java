package dev.keyturn.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests of the JSON protocol with AWS Signature Version 4, as any client does: a POST to
/// `/` with a few headers. Thread-safe.
final class RequestSigner {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Profile profile;
  private final String region;

  RequestSigner(Profile profile, String region) {
    this.profile = profile;
    this.region = region;
  }

  /// The headers to send, beside `host`, which the HTTP client sets by itself.
  Map<String, String> headers(String host, String target, byte[] body, Instant now) {
    String time = TIME.format(now);
    Map<String, String> signed = new TreeMap<>();
    signed.put("content-type", "application/x-amz-json-1.1");
    signed.put("host", host);
    signed.put("x-amz-date", time);
    signed.put("x-amz-target", target);
    String authorization = authorization(signed, body, time);
    signed.remove("host");
    signed.put("authorization", authorization);
    return signed;
  }

  private String authorization(Map<String, String> signed, byte[] body, String time) {
    String names = String.join(";", signed.keySet());
    String lines =
        signed.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue() + "\n")
            .collect(Collectors.joining());
    String canonical = "POST\n/\n\n" + lines + "\n" + names + "\n" + sha256(body);
    String day = time.substring(0, 8);
    String scope = day + "/" + region + "/secretsmanager/aws4_request";
    String toSign = String.join("\n", ALGORITHM, time, scope, sha256(canonical.getBytes(UTF_8)));
    String signature = HexFormat.of().formatHex(hmac(signingKey(day), toSign));
    return "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
        .formatted(ALGORITHM, profile.accessKeyId(), scope, names, signature);
  }

  private byte[] signingKey(String day) {
    byte[] key = ("AWS4" + profile.secretAccessKey().revealString()).getBytes(UTF_8);
    return hmac(hmac(hmac(hmac(key, day), region), "secretsmanager"), "aws4_request");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", missing);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("Every Java platform has SHA-256", missing);
    }
  }
}
