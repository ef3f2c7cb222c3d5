package dev.keyturn.rotators.target;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/// A system whose users hold several keys that it makes itself. Thread-safe.
@FunctionalInterface
public interface KeyEngine {

  /// Acts with a key. Nothing is sent before a method of the session is called.
  KeySession open(AccessKey key, Reach reach);

  /// How far a session goes.
  ///
  /// @param endpoint which system; empty: the server's own
  /// @param deadline when everything that was sent must have ended
  record Reach(Optional<URI> endpoint, Instant deadline) {}
}
