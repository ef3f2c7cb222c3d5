package dev.keyturn.server.http;

import java.time.Duration;

/// What one client may take, so that a slow or a broken one cannot tie the server up.
///
/// @param connections how many may be open at a time; further ones wait to be accepted
/// @param request how long a request may take to arrive in whole, and its answer to be taken
/// @param idle how long a connection may stay without a request
/// @param drain how long requests in flight may go on once the server stops
/// @param largeBodies how many bytes all bodies together may have that are larger than usual
public record ListenerLimits(
    int connections, Duration request, Duration idle, Duration drain, long largeBodies) {
  /// An archive of 50 MB in base64, whatever memory there is. What is made of it takes several
  /// times as much.
  private static final long LARGEST = 72L * 1024 * 1024;

  private static final int SHARE_OF_MEMORY = 8;

  /// With as much for large bodies as the memory of this machine allows.
  public ListenerLimits(int connections, Duration request, Duration idle, Duration drain) {
    this(
        connections,
        request,
        idle,
        drain,
        Math.max(LARGEST, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY));
  }

  /// A secret value has at most 65,536 bytes; its JSON, escaped, less than this.
  public static final int BODY_BYTES = 1024 * 1024;

  static final int HEADER_BYTES = 32 * 1024;
  static final int REQUEST_LINE_BYTES = 8 * 1024;
}
