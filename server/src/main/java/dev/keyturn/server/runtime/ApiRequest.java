package dev.keyturn.server.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One HTTP/1.1 request of an instance, within bounds. Instances run code of users: what breaks the
/// rules ends the connection and nothing else.
final class ApiRequest {
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int MOST_HEADERS = 100;
  private static final byte[] GO_ON =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final String method;
  private final String path;
  private final Map<String, String> headers;
  private final Body body;

  private ApiRequest(String method, String path, Map<String, String> headers, Body body) {
    this.method = method;
    this.path = path;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  /// What of the body fits into the limit.
  byte[] body() {
    return body.kept();
  }

  /// Whether there was more of it.
  boolean tooLarge() {
    return body.tooLarge;
  }

  /// @param name in lower case; trailers count too
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  boolean keepsConnection() {
    return !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
  }

  /// Who decides how much of a body is kept; the rest is read and forgotten.
  @FunctionalInterface
  interface Keeping {
    /// @param size how much of it there is at least: when more shows up, it is asked again
    int limit(String path, long size) throws InterruptedException;
  }

  /// Reads the next request.
  ///
  /// @param keeping not asked for a request without a body
  /// @return empty at the end of the connection
  static Optional<ApiRequest> read(InputStream in, OutputStream out, Keeping keeping)
      throws IOException, InterruptedException {
    String start = line(in);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = start.split(" ", 3);
    if (parts.length != 3) {
      throw new IOException("No request line");
    }
    Map<String, String> headers = new HashMap<>();
    readHeaders(in, headers);
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.write(GO_ON);
      out.flush();
    }
    boolean chunked = headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
    long length = chunked ? 0 : length(headers.getOrDefault("content-length", "0"), 10);
    Body body = new Body(parts[1], keeping);
    if (chunked) {
      readChunks(in, body);
      readHeaders(in, headers);
    } else {
      body.takeWhole(in, length);
    }
    return Optional.of(new ApiRequest(parts[0], parts[1], headers, body));
  }

  private static void readHeaders(InputStream in, Map<String, String> headers) throws IOException {
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() >= MOST_HEADERS) {
        throw new IOException("No header, or too many");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
  }

  private static void readChunks(InputStream in, Body body)
      throws IOException, InterruptedException {
    while (true) {
      long size = length(line(in).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        return;
      }
      body.take(in, size);
      line(in);
    }
  }

  private static long length(String text, int radix) throws IOException {
    try {
      long length = Long.parseLong(text, radix);
      if (length >= 0) {
        return length;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new IOException("No length");
  }

  /// A line without its end; empty at the end of the stream.
  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() >= LONGEST_LINE) {
        throw new IOException("A line is too long");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /// A body as it is read.
  private static final class Body {
    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    private byte[] whole = {};
    private final String path;
    private final Keeping keeping;
    private int limit;
    private boolean tooLarge;

    private Body(String path, Keeping keeping) {
      this.path = path;
      this.keeping = keeping;
    }

    private void expect(long size) throws InterruptedException {
      if (size > limit && !tooLarge) {
        limit = Math.max(limit, keeping.limit(path, size));
      }
    }

    private void take(InputStream in, long length) throws IOException, InterruptedException {
      expect(chunks.size() + length);
      byte[] bytes = read(in, Math.min(length, (long) limit - chunks.size()));
      chunks.writeBytes(bytes);
      skip(in, length - bytes.length);
    }

    /// Its length is known: it is in memory once.
    private void takeWhole(InputStream in, long length) throws IOException, InterruptedException {
      expect(length);
      whole = read(in, Math.min(length, limit));
      skip(in, length - whole.length);
    }

    private byte[] kept() {
      return whole.length > 0 ? whole : chunks.toByteArray();
    }

    private static byte[] read(InputStream in, long length) throws IOException {
      byte[] bytes = new byte[(int) length];
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new IOException("The body ends early");
      }
      return bytes;
    }

    private void skip(InputStream in, long length) throws IOException {
      if (length > 0) {
        tooLarge = true;
        in.skipNBytes(length);
      }
    }
  }
}
