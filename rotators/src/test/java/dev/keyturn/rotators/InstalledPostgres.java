package dev.keyturn.rotators;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A PostgreSQL server of the binaries that a distribution installed, for other versions than the
/// embedded one. As root it runs as the user `postgres`, for the server refuses to be root.
final class InstalledPostgres implements Closeable {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private final Path binaries;
  private final Path folder;
  private final int port;

  private InstalledPostgres(Path binaries, Path folder, int port) {
    this.binaries = binaries;
    this.folder = folder;
    this.port = port;
  }

  /// @param home such as `/usr/lib/postgresql/15`
  static InstalledPostgres start(Path home, Map<String, String> settings) throws IOException {
    Path binaries = home.resolve("bin");
    if (!Files.isExecutable(binaries.resolve("initdb"))) {
      throw new IOException(
          "There is no PostgreSQL in %s: apt-get install -y postgresql-%s"
              .formatted(binaries, home.getName(home.getNameCount() - 1)));
    }
    Path folder = Files.createTempDirectory("keyturn-postgres");
    if (ROOT) {
      run(List.of("chown", "postgres", folder.toString()));
    }
    InstalledPostgres server = new InstalledPostgres(binaries, folder, freePort());
    server.pg("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C");
    server.pg(
        "pg_ctl", "-w", "-l", server.log().toString(), "-o", server.options(settings), "start");
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String options(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> " -c %s='%s'".formatted(setting.getKey(), setting.getValue()))
        .collect(Collectors.joining("", "-p " + port + " -k " + folder, ""));
  }

  private void pg(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (ROOT) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.addAll(List.of(binaries.resolve(program).toString(), "-D", folder + "/data"));
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) throws IOException {
    Path output = Files.createTempFile("keyturn-postgres", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(new File("/"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed: " + Files.readString(output));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    } finally {
      Files.delete(output);
    }
  }

  Path log() {
    return folder.resolve("log");
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    pg("pg_ctl", "-m", "immediate", "-w", "stop");
    run(List.of("rm", "-r", folder.toString()));
  }
}
