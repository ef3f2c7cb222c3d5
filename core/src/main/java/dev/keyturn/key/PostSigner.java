package dev.keyturn.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 for a POST without a query: all that this program ever sends. Holds the
/// secret of an access key, so not a record. Thread-safe.
public final class PostSigner {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String keyId;
  private final SecretValue secret;
  private final String scope;

  /// @param scope what the signature is for, behind the date: `us-east-1/iam`
  public PostSigner(String keyId, SecretValue secret, String scope) {
    this.keyId = keyId;
    this.secret = secret;
    this.scope = scope + "/aws4_request";
  }

  /// All headers to send but Host, which HTTP clients send themselves.
  ///
  /// @param host as the client will send it
  /// @param headers by lower-case name; all of them are signed
  public SortedMap<String, String> sign(
      String host, Map<String, String> headers, byte[] body, Instant now) {
    return sign(host, "/", headers, body, now);
  }

  /// The same for another path than `/`.
  ///
  /// @param path as it is sent, encoded once; of unreserved characters, slashes and what is encoded
  public SortedMap<String, String> sign(
      String host, String path, Map<String, String> headers, byte[] body, Instant now) {
    String time = TIME.format(now);
    SortedMap<String, String> signed = new TreeMap<>(headers);
    signed.put("x-amz-date", time);
    signed.put("host", host);
    String names = String.join(";", signed.keySet());
    String dated = time.substring(0, 8) + "/" + scope;
    String toSign =
        String.join("\n", ALGORITHM, time, dated, canonicalHash(path, signed, names, body));
    signed.remove("host");
    signed.put(
        "authorization",
        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(ALGORITHM, keyId, dated, names, hex(hmac(signingKey(dated), toSign))));
    return signed;
  }

  private static String canonicalHash(
      String path, SortedMap<String, String> headers, String names, byte[] body) {
    // All services but S3 encode the path once more for the signature.
    StringBuilder text = new StringBuilder("POST\n" + path.replace("%", "%25") + "\n\n");
    headers.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append('\n').append(names).append('\n').append(sha256(body));
    return sha256(utf8(text.toString()));
  }

  private byte[] signingKey(String dated) {
    byte[] signing = utf8("AWS4" + secret.revealString());
    for (String part : dated.split("/")) {
      signing = hmac(signing, part);
    }
    return signing;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has HMAC-SHA256", impossible);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
