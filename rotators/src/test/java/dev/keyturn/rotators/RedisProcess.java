package dev.keyturn.rotators;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/// The process of a Redis server, with a folder of its own. It can be ended and launched again.
final class RedisProcess {
  private static final String READY = "Ready to accept connections";

  private final Path folder;
  private final List<String> arguments;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private Process process;

  /// @param arguments what follows the program on its command line
  RedisProcess(Path folder, List<String> arguments) throws IOException {
    this.folder = folder;
    this.arguments = arguments;
    this.process = launch();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static final class Embedded {
    static final Path PROGRAM = unpack();

    private static Path unpack() {
      try {
        return ExecutableProvider.newJarResourceProvider().get().toPath();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private Process launch() throws IOException {
    String installed = System.getProperty("keyturn.test.redis", "");
    List<String> command = new ArrayList<>();
    command.add(installed.isEmpty() ? Embedded.PROGRAM.toString() : installed);
    command.addAll(arguments);
    Process started =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    CountDownLatch ready = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> follow(started, ready));
    try {
      if (!ready.await(30, TimeUnit.SECONDS) || !started.isAlive()) {
        started.destroyForcibly();
        throw new IOException("Redis did not start: " + log);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
    return started;
  }

  private void follow(Process started, CountDownLatch ready) {
    try (BufferedReader lines = started.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        if (line.contains(READY)) {
          ready.countDown();
        }
      }
    } catch (IOException ended) {
      log.add(String.valueOf(ended.getMessage()));
    }
    ready.countDown();
  }

  /// What it has said since the first launch.
  String log() {
    return String.join("\n", log);
  }

  Path folder() {
    return folder;
  }

  /// Ends it as a power cut would.
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void launchAgain() {
    try {
      process = launch();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Removes its folder, once it has ended.
  void clear() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
