package dev.keyturn.acceptance.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The launcher at the root of the checkout.
public final class Keyturn {
  private static final Path ROOT = Path.of(System.getProperty("keyturn.root")).normalize();

  private static boolean cached;

  private Keyturn() {}

  /// A command that runs what is packaged and never builds, with no setting from outside.
  public static ProcessBuilder command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("KEYTURN_"));
    builder.environment().putAll(settings());
    return builder;
  }

  /// The checkout.
  public static Path root() {
    return ROOT;
  }

  /// Has the launcher make its cache, as anybody may: the servers of all tests then start in half
  /// the time.
  static synchronized void makeCache() {
    if (cached) {
      return;
    }
    cached = true;
    try {
      Path output = Evidence.folder("cache").resolve("output.log");
      Process made =
          command("aot").redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!made.waitFor(2, TimeUnit.MINUTES) || made.exitValue() != 0) {
        throw new AssertionError("There is no cache: " + Files.readString(output));
      }
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  static String launcher() {
    return ROOT.resolve("keyturn").toString();
  }

  /// The environment variables that make it run what is packaged.
  static Map<String, String> settings() {
    return Map.of("KEYTURN_NO_BUILD", "1", "JAVA_HOME", System.getProperty("java.home"));
  }
}
