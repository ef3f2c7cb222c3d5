package dev.keyturn.server.http;

/// What a plain GET answers: health and metrics. Holds nothing secret.
public record Page(int status, String contentType, String body) {

  /// A page of plain text.
  public static Page text(int status, String body) {
    return new Page(status, "text/plain; charset=utf-8", body);
  }
}
