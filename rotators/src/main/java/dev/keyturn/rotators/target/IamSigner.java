package dev.keyturn.rotators.target;

import java.net.URI;
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

/// Signs a form for IAM or STS by AWS Signature Version 4.
///
/// @param scope of the signature behind the date, such as `us-east-1/iam/aws4_request`
record IamSigner(AccessKey key, String scope) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

  /// All headers but Host, which the client sends itself.
  Map<String, String> sign(URI endpoint, byte[] body, Instant now) {
    String time = TIME.format(now);
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("content-type", FORM);
    headers.put("host", endpoint.getRawAuthority());
    headers.put("x-amz-date", time);
    String names = String.join(";", headers.keySet());
    String dated = time.substring(0, 8) + "/" + scope;
    String toSign =
        String.join("\n", "AWS4-HMAC-SHA256", time, dated, sha256(canonical(headers, names, body)));
    headers.remove("host");
    headers.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(
                key.id(), dated, names, HexFormat.of().formatHex(hmac(signingKey(dated), toSign))));
    return headers;
  }

  private static byte[] canonical(SortedMap<String, String> headers, String names, byte[] body) {
    StringBuilder text = new StringBuilder("POST\n/\n\n");
    headers.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return utf8(text.append('\n').append(names).append('\n').append(sha256(body)).toString());
  }

  private byte[] signingKey(String dated) {
    byte[] signing = utf8("AWS4" + key.secret().revealString());
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
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
