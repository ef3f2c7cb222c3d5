package dev.keyturn.server.http;

import dev.keyturn.server.wire.BodyLimit;
import dev.keyturn.server.wire.HttpRequest;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Reads the bodies of requests. Nearly all are small; larger ones are for the few operations that
/// take them, for those who have an access key, and for as many at a time as the server has memory
/// for. Thread-safe.
final class Bodies {
  private static final byte[] EMPTY = {};
  private static final long UNKNOWN = -1;
  private static final int UNIT = 1024;
  private static final int BUFFER = 16 * 1024;
  private static final long PASSED_OVER = 256L * 1024 * 1024;

  private final HttpListener.Gateway gateway;
  private final Semaphore memory;

  /// @param large how many bytes all large bodies together may have
  Bodies(HttpListener.Gateway gateway, long large) {
    this.gateway = gateway;
    this.memory = new Semaphore(Math.toIntExact(large / UNIT));
  }

  /// A body, and what it has taken of the memory for large ones until it is closed.
  final class Body implements AutoCloseable {
    private final byte[] bytes;
    private final int units;
    private final boolean whole;

    private Body(byte[] bytes, int units) {
      this(bytes, units, true);
    }

    private Body(byte[] bytes, int units, boolean whole) {
      this.bytes = bytes;
      this.units = units;
      this.whole = whole;
    }

    /// Whether it was read to its end: of a stranger's large one nothing is.
    boolean isWhole() {
      return whole;
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    public void close() {
      memory.release(units);
    }
  }

  /// The whole body.
  ///
  /// @param head the request without it
  /// @throws Refused when it is too large, or too large now
  Body read(ServerRequest request, Supplier<HttpRequest> head) throws IOException, Refused {
    if (!request.content().hasEntity()) {
      return new Body(EMPTY, 0);
    }
    long announced = request.headers().contentLength().orElse(UNKNOWN);
    if (announced >= 0 && announced <= ListenerLimits.BODY_BYTES) {
      return small(request, announced);
    }
    Optional<BodyLimit> larger = larger(request);
    if (larger.isPresent()) {
      return gateway.knows(head.get())
          ? large(request, larger.get(), announced)
          : stranger(request);
    }
    if (announced > ListenerLimits.BODY_BYTES) {
      throw Refused.tooLarge();
    }
    return small(request, ListenerLimits.BODY_BYTES + 1L);
  }

  private Optional<BodyLimit> larger(ServerRequest request) {
    return gateway.larger(
        request.prologue().method().text(), request.prologue().uriPath().rawPath());
  }

  /// @param most as much as was announced: a buffer for what might come would be the largest cost
  ///   of a request
  private Body small(ServerRequest request, long most) throws IOException, Refused {
    try (InputStream entity = request.content().inputStream()) {
      byte[] bytes = entity.readNBytes((int) most);
      if (bytes.length > ListenerLimits.BODY_BYTES) {
        throw Refused.tooLarge();
      }
      return new Body(bytes, 0);
    }
  }

  private Body large(ServerRequest request, BodyLimit limit, long announced)
      throws IOException, Refused {
    try (InputStream entity = request.content().inputStream()) {
      if (announced > limit.bytes()) {
        passOver(entity);
        throw Refused.tooLarge(limit);
      }
      int units = (int) (announced == UNKNOWN ? limit.bytes() : announced) / UNIT + 1;
      if (!memory.tryAcquire(units)) {
        passOver(entity);
        throw Refused.busy();
      }
      return large(entity, limit, announced, units);
    }
  }

  private Body large(InputStream entity, BodyLimit limit, long announced, int units)
      throws IOException, Refused {
    boolean read = false;
    try {
      byte[] bytes =
          announced == UNKNOWN ? entity.readNBytes(limit.bytes() + 1) : exactly(entity, announced);
      if (bytes.length > limit.bytes()) {
        passOver(entity);
        throw Refused.tooLarge(limit);
      }
      read = true;
      return new Body(bytes, units);
    } finally {
      if (!read) {
        memory.release(units);
      }
    }
  }

  private static byte[] exactly(InputStream entity, long announced) throws IOException {
    byte[] bytes = new byte[(int) announced];
    if (entity.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new EOFException();
    }
    return bytes;
  }

  /// A client that is still sending does not listen: the answer would be lost with the connection.
  private static void passOver(InputStream entity) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long passed = 0;
    for (int read = 0; read >= 0 && passed < PASSED_OVER; read = entity.read(buffer)) {
      passed += read;
    }
  }

  /// Who signed, but with a key that is not good any more, shall hear of it.
  private Body stranger(ServerRequest request) throws IOException {
    if (request.headers().contains(HeaderNames.AUTHORIZATION)) {
      try (InputStream entity = request.content().inputStream()) {
        passOver(entity);
      }
    }
    return new Body(EMPTY, 0, false);
  }
}
