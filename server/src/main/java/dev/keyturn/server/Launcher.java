package dev.keyturn.server;

import dev.keyturn.server.cli.CommandLineProgram;
import dev.keyturn.server.cli.RunningServer;
import dev.keyturn.server.config.Settings;
import dev.keyturn.server.store.SqlStore;
import dev.keyturn.server.telemetry.Logs;
import dev.keyturn.server.wire.Gateway;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// The program's entry.
public final class Launcher {
  private Launcher() {}

  public static void main(String[] arguments) throws InterruptedException {
    Logs.install();
    Thread headStart = Thread.ofPlatform().name("head-start").unstarted(Launcher::headStart);
    if (CommandLineProgram.isServer(arguments)) {
      headStart.start();
    }
    int code = new CommandLineProgram(Launcher::start).run(arguments);
    // Or what it unpacks would be left behind, half of it.
    headStart.join();
    System.exit(code);
  }

  /// What the server waits for longest, while another processor does the rest.
  private static void headStart() {
    try {
      SqlStore.load();
      Gateway.load("secretsmanager", "keyturn");
    } catch (RuntimeException | Error _) {
      // Whoever needs it says what is wrong.
    }
  }

  private static RunningServer start(Settings settings) {
    Config config = Config.of(settings);
    if (config.logFormat() == Config.LogFormat.JSON) {
      Logs.toJson();
    }
    Application application = Application.start(config, InstantSource.system());
    return new RunningServer() {
      @Override
      public URI address() {
        return application.address();
      }

      @Override
      public Optional<Path> newCredentials() {
        return application.newCredentials();
      }

      @Override
      public void close() {
        application.close();
      }
    };
  }
}
