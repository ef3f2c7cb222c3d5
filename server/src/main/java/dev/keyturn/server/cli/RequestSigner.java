package dev.keyturn.server.cli;

import dev.keyturn.key.AwsSigner;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/// Signs what the command line sends, and the quickstart, with the key of a user or of a session.
/// Thread-safe.
public final class RequestSigner {
  private final AccessKey key;
  private final String service;
  private final AwsSigner signer;

  public RequestSigner(AccessKey key, String region, String service) {
    this.key = key;
    this.service = service;
    this.signer = new AwsSigner(key.id(), key.secret(), region + "/" + service);
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
    return sign(host, "/", headers, body, now);
  }

  /// The same for another path than `/`, encoded once.
  public SortedMap<String, String> sign(
      String host, String path, Map<String, String> headers, byte[] body, Instant now) {
    return signer.sign(host, path, withToken(headers), body, now);
  }

  /// The same for a GET.
  ///
  /// @param query encoded once, its parameters in order
  SortedMap<String, String> signGet(String host, String path, String query, Instant now) {
    return signer.signGet(host, path, query, withToken(Map.of()), now);
  }

  private Map<String, String> withToken(Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    key.sessionToken().ifPresent(token -> all.put("x-amz-security-token", token));
    return all;
  }
}
