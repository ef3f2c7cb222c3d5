package dev.keyturn.bench.load;

import dev.keyturn.server.Application;
import dev.keyturn.server.Config;
import dev.keyturn.server.config.SettingsReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The server with a clock that is ahead, so that schedules need not be waited for. A program of
/// its own, to be killed.
final class AnotherDay {
  private AnotherDay() {}

  /// @param arguments how far ahead, as ISO 8601 has it, then options of the server and their
  ///   values by turns
  public static void main(String[] arguments) {
    SettingsReader settings = new SettingsReader();
    for (int i = 1; i < arguments.length; i += 2) {
      settings.option(arguments[i], List.of(arguments[i + 1]));
    }
    Application server =
        Application.start(
            Config.of(settings.read()),
            InstantSource.offset(InstantSource.system(), Duration.parse(arguments[0])));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
  }
}
