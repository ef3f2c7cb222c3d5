package dev.keyturn.server.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A client's side of Signature Version 4, written apart from the server's, for requests whose path
/// is normal and whose query needs no encoding. Signs every header that is there.
public record TestSigner(String accessKeyId, String secret, String region, String service) {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// The request with `X-Amz-Date` and `Authorization`.
  public RawRequest sign(RawRequest request, Instant at) {
    RawRequest dated = request.with("x-amz-date", BASIC.format(at));
    return dated.with("authorization", authorization(dated, BASIC.format(at)));
  }

  /// The request with a signature in its query string, which covers the host alone of the headers.
  public RawRequest presign(
      RawRequest request, Instant at, int seconds, java.util.Optional<String> token) {
    String time = BASIC.format(at);
    String query =
        Stream.of(
                Stream.of(request.query().split("&")),
                Stream.of(
                    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
                    "X-Amz-Credential=" + encoded(accessKeyId + "/" + scope(time)),
                    "X-Amz-Date=" + time,
                    "X-Amz-Expires=" + seconds,
                    "X-Amz-SignedHeaders=host"),
                token.stream().map(each -> "X-Amz-Security-Token=" + encoded(each)))
            .flatMap(parts -> parts)
            .sorted()
            .collect(Collectors.joining("&"));
    String signature = signature(request.withTarget(request.path(), query), time, List.of("host"));
    return request.withTarget(request.path(), query + "&X-Amz-Signature=" + signature);
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /// The header for a request that already says when it is signed.
  public String authorization(RawRequest request, String time) {
    TreeSet<String> names = new TreeSet<>(request.headers().keySet());
    names.remove("authorization");
    List<String> signed = List.copyOf(names);
    return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
        .formatted(
            accessKeyId, scope(time), String.join(";", signed), signature(request, time, signed));
  }

  private String signature(RawRequest request, String time, List<String> signed) {
    String headers =
        signed.stream()
            .map(name -> name + ":" + String.join(",", request.headers().get(name)) + "\n")
            .collect(Collectors.joining());
    String canonical =
        String.join(
            "\n",
            request.method(),
            Stream.of(request.path().split("/", -1))
                .map(TestSigner::encoded)
                .collect(Collectors.joining("/")),
            request.query(),
            headers,
            String.join(";", signed),
            hex(sha256(request.content())));
    String toSign =
        String.join("\n", "AWS4-HMAC-SHA256", time, scope(time), hex(sha256(canonical)));
    return hex(hmac(key(time), toSign));
  }

  private String scope(String time) {
    return time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
  }

  private byte[] key(String time) {
    byte[] date = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), time.substring(0, 8));
    return hmac(hmac(hmac(date, region), service), "aws4_request");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
