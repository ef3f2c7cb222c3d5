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
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 for a POST without a query and a GET without a body: all that this
/// program ever sends. Holds the secret of an access key, so not a record. Thread-safe.
public final class AwsSigner {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String keyId;
  private final SecretValue secret;
  private final String scope;

  /// @param scope what the signature is for, behind the date: `us-east-1/iam`
  public AwsSigner(String keyId, SecretValue secret, String scope) {
    this.keyId = keyId;
    this.secret = secret;
    this.scope = scope + "/aws4_request";
  }

  /// All headers to send with a POST but Host, which HTTP clients send themselves.
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
    return sign(host, headers, now, signed -> canonical("POST", path, "", signed, body));
  }

  /// The same for a GET.
  ///
  /// @param query as it is sent, encoded once, its parameters in order
  public SortedMap<String, String> signGet(
      String host, String path, String query, Map<String, String> headers, Instant now) {
    return sign(host, headers, now, signed -> canonical("GET", path, query, signed, new byte[0]));
  }

  private SortedMap<String, String> sign(
      String host,
      Map<String, String> headers,
      Instant now,
      Function<SortedMap<String, String>, String> canonical) {
    String time = TIME.format(now);
    SortedMap<String, String> signed = new TreeMap<>(headers);
    signed.put("x-amz-date", time);
    signed.put("host", host);
    String names = String.join(";", signed.keySet());
    String dated = time.substring(0, 8) + "/" + scope;
    String toSign =
        String.join("\n", ALGORITHM, time, dated, sha256(utf8(canonical.apply(signed))));
    signed.remove("host");
    signed.put(
        "authorization",
        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(ALGORITHM, keyId, dated, names, hex(hmac(signingKey(dated), toSign))));
    return signed;
  }

  private static String canonical(
      String method, String path, String query, SortedMap<String, String> headers, byte[] body) {
    // All services but S3 encode the path once more for the signature.
    StringBuilder text =
        new StringBuilder(String.join("\n", method, path.replace("%", "%25"), query, ""));
    headers.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.append('\n')
        .append(String.join(";", headers.keySet()))
        .append('\n')
        .append(sha256(body))
        .toString();
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
