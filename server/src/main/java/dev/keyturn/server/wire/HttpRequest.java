package dev.keyturn.server.wire;

import dev.keyturn.server.sigv4.SignedRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A whole HTTP request, bounded and read to its end: nothing behind the listener sees HTTP. Not a
/// record, because a record would print its body.
public final class HttpRequest implements SignedRequest {
  private final String method;
  private final String path;
  private final String query;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final String remoteAddress;
  private final boolean secure;
  private final CompletableFuture<Void> answered = new CompletableFuture<>();

  /// @param path the raw path, still percent-encoded, beginning with `/`
  /// @param query the raw query without `?`; empty when there is none
  /// @param headers by lower-case name, values in the order received
  /// @param remoteAddress the peer's address without port
  /// @param secure whether the request came over TLS
  public HttpRequest(
      String method,
      String path,
      String query,
      Map<String, List<String>> headers,
      byte[] body,
      String remoteAddress,
      boolean secure) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.remoteAddress = remoteAddress;
    this.secure = secure;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String query() {
    return query;
  }

  @Override
  public Map<String, List<String>> headers() {
    return headers;
  }

  /// The first value of a header, whatever the case of the name.
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public String remoteAddress() {
    return remoteAddress;
  }

  @Override
  public boolean secure() {
    return secure;
  }

  /// Completed by the listener when its answer is sent, or cannot be.
  public CompletableFuture<Void> answered() {
    return answered;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
