package dev.keyturn.server.sigv4;

import java.util.List;
import java.util.Map;

/// What a signature covers, and where it came from. A whole request, read to its end; whoever
/// implements it must not let it print its body.
public interface SignedRequest {

  String method();

  /// The raw path, still percent-encoded, beginning with `/`.
  String path();

  /// The raw query without `?`; empty when there is none.
  String query();

  /// By lower-case name, values in the order received.
  Map<String, List<String>> headers();

  /// The body, not a copy.
  byte[] body();

  /// The peer's address without port.
  String remoteAddress();

  /// Whether the request came over TLS.
  boolean secure();
}
