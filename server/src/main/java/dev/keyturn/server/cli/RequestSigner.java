package dev.keyturn.server.cli;

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

/// AWS Signature Version 4 for `POST /` without a query: all that the command line sends, and the
/// quickstart. Thread-safe.
public final class RequestSigner {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final AccessKey key;
  private final String region;
  private final String service;

  public RequestSigner(AccessKey key, String region, String service) {
    this.key = key;
    this.region = region;
    this.service = service;
  }

  /// The service whose operations are called, as the signature names it.
  String service() {
    return service;
  }

  /// All headers to send but Host, which the HTTP client sends itself.
  ///
  /// @param host as the client will send it
  /// @param headers by lower-case name; all of them are signed
  public SortedMap<String, String> sign(
      String host, Map<String, String> headers, byte[] body, Instant now) {
    String time = TIME.format(now);
    SortedMap<String, String> signed = new TreeMap<>(headers);
    signed.put("x-amz-date", time);
    key.sessionToken().ifPresent(token -> signed.put("x-amz-security-token", token));
    signed.put("host", host);
    String names = String.join(";", signed.keySet());
    String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        String.join("\n", "AWS4-HMAC-SHA256", time, scope, sha256(canonical(signed, names, body)));
    signed.remove("host");
    signed.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(key.id(), scope, names, hex(hmac(signingKey(scope), toSign))));
    return signed;
  }

  private static byte[] canonical(SortedMap<String, String> headers, String names, byte[] body) {
    StringBuilder text = new StringBuilder("POST\n/\n\n");
    headers.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return utf8(text.append('\n').append(names).append('\n').append(sha256(body)).toString());
  }

  private byte[] signingKey(String scope) {
    byte[] signing = utf8("AWS4" + key.secret().revealString());
    for (String part : scope.split("/")) {
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
