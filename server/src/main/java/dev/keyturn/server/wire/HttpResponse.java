package dev.keyturn.server.wire;

import java.util.Map;

/// A whole HTTP answer. Not a record, because a record would print its body.
public final class HttpResponse {
  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  public HttpResponse(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  public int status() {
    return status;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /// The body, not a copy.
  public byte[] body() {
    return body;
  }

  @Override
  public String toString() {
    return "HTTP " + status;
  }
}
