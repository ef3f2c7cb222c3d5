package dev.keyturn.server.cli;

import dev.keyturn.server.config.Settings;

/// Starts a server. The composition root implements it: it sees the command line, not the other way
/// round.
@FunctionalInterface
public interface ServerStart {
  RunningServer start(Settings settings);
}
