package dev.keyturn.rotators;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A running server of the MySQL family with a fresh data folder, which it takes with it.
final class MySqlProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// As the older ones have it.
  private static final String ROOT =
      """
      CREATE USER root@'127.0.0.1';
      GRANT ALL PRIVILEGES ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;
      GRANT PROXY ON ''@'' TO root@'127.0.0.1' WITH GRANT OPTION;
      """;

  private final ProcessBuilder command;
  private final Path folder;
  private final int port;
  private volatile Process process;

  private MySqlProcess(ProcessBuilder command, Path folder, int port) throws IOException {
    this.command = command;
    this.folder = folder;
    this.port = port;
    this.process = command.start();
  }

  /// @param options further options of the server, such as `--max-connections=3`
  static MySqlProcess start(MySqlBinaries binaries, Path folder, List<String> options)
      throws IOException {
    Path data = folder.resolve("data");
    switch (binaries.beginning()) {
      case COPY -> copy(binaries.template(), data);
      case SCRIPTS -> {
        Files.createDirectory(data);
        bootstrap(binaries, folder);
      }
      case SERVER -> finished(command(binaries, folder, List.of("--initialize-insecure")), folder);
    }
    int port = freePort();
    List<String> more =
        new ArrayList<>(
            List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--skip-name-resolve",
                // As MySQL has it since 8 and the distributions' MariaDB: see the page on MySQL.
                "--character-set-server=utf8mb4",
                "--general-log",
                "--general-log-file=" + folder.resolve("log"),
                "--skip-performance-schema"));
    more.addAll(options);
    if (binaries.beginning() == MySqlBinaries.Beginning.SERVER) {
      more.add("--init-file=" + Files.writeString(folder.resolve("init.sql"), ROOT));
    }
    MySqlProcess server = new MySqlProcess(command(binaries, folder, more), folder, port);
    server.awaitReady();
    return server;
  }

  /// Ends the server as a crash would.
  void kill() throws IOException {
    process.destroyForcibly();
    waited(process);
  }

  /// Starts it again in the same place.
  void startAgain() throws IOException {
    process = command.start();
    awaitReady();
  }

  /// Makes the system's tables, as the installer would.
  private static void bootstrap(MySqlBinaries binaries, Path folder) throws IOException {
    Path script = folder.resolve("bootstrap.sql");
    Files.writeString(script, "CREATE DATABASE mysql;\nUSE mysql;\n");
    for (String name : List.of("system_tables", "system_tables_data")) {
      Path part = binaries.share().resolve("mariadb_" + name + ".sql");
      Path older = binaries.share().resolve("mysql_" + name + ".sql");
      Files.write(
          script,
          Files.readAllBytes(Files.exists(part) ? part : older),
          java.nio.file.StandardOpenOption.APPEND);
    }
    finished(
        command(binaries, folder, List.of("--bootstrap")).redirectInput(script.toFile()), folder);
  }

  private static void finished(ProcessBuilder command, Path folder) throws IOException {
    if (waited(command.start()) != 0) {
      throw new IOException(Files.readString(folder.resolve("output")));
    }
  }

  private static ProcessBuilder command(MySqlBinaries binaries, Path folder, List<String> more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.server().toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + binaries.share().resolveSibling(""),
                "--datadir=" + folder.resolve("data"),
                "--lc-messages-dir=" + binaries.share(),
                "--character-sets-dir=" + binaries.share().resolve("charsets"),
                "--innodb-buffer-pool-size=16M",
                "--innodb-flush-log-at-trx-commit=0"));
    command.addAll(binaries.options());
    command.addAll(more);
    File output = folder.resolve("output").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(output));
    builder.environment().put("LD_LIBRARY_PATH", binaries.server().resolveSibling("").toString());
    return builder;
  }

  private static int waited(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException(Files.readString(folder.resolve("output")));
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  /// The server speaks first.
  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(1_000);
      return socket.getInputStream().read() >= 0;
    } catch (IOException _) {
      return false;
    }
  }

  int port() {
    return port;
  }

  Path log() {
    return folder.resolve("log");
  }

  @Override
  public void close() throws IOException {
    kill();
    MySqlBinaries.delete(folder);
  }
}
