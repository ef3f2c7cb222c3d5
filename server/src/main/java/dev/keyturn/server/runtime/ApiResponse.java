package dev.keyturn.server.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The answer to an instance's request. Always with a Content-Type: without one AWS's Java client
/// crashes.
final class ApiResponse {
  private final int status;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final byte[] body;

  private ApiResponse(int status, byte[] body) {
    this.status = status;
    this.body = body;
    headers.put("Content-Type", "application/json");
    headers.put("Content-Length", String.valueOf(body.length));
  }

  static ApiResponse ok(byte[] body) {
    return new ApiResponse(200, body);
  }

  static ApiResponse accepted() {
    return text(202, "{\"status\":\"OK\"}\n");
  }

  /// AWS's error shape. Neither text needs escaping.
  static ApiResponse error(int status, String type, String message) {
    return text(
        status, "{\"errorMessage\":\"%s\",\"errorType\":\"%s\"}\n".formatted(message, type));
  }

  private static ApiResponse text(int status, String body) {
    return new ApiResponse(status, body.getBytes(StandardCharsets.UTF_8));
  }

  ApiResponse with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /// In one piece: each write of a socket without delay is a packet.
  void write(OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder(256).append("HTTP/1.1 ").append(status).append(" -\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[start.length + body.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    out.write(whole);
    out.flush();
  }
}
