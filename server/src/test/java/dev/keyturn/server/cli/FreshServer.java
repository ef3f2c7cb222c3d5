package dev.keyturn.server.cli;

import dev.keyturn.server.Application;
import dev.keyturn.server.Config;
import dev.keyturn.server.config.SettingsReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// A real server for commands to talk to, with the usual settings.
final class FreshServer {
  private FreshServer() {}

  /// Starts it on a free port of loopback.
  ///
  /// @param data its folder, which is made
  static Application start(Path data) {
    return Application.start(
        Config.of(
            new SettingsReader()
                .option("--data", List.of(data.toString()))
                .option("--listen", List.of("127.0.0.1:0"))
                .read()),
        InstantSource.system());
  }
}
