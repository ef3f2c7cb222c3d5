package dev.keyturn.server.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// A server that was started, as the command line needs it.
public interface RunningServer extends AutoCloseable {
  /// Where clients reach it.
  URI address();

  /// The file with the administrator's access key, when this start made one.
  Optional<Path> newCredentials();

  /// Drains and stops.
  @Override
  void close();
}
