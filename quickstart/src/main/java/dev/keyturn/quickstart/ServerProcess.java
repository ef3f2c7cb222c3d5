package dev.keyturn.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The server as a program of its own, on an embedded store in the workspace and a free port of the
/// loopback interface. Closing it is a SIGTERM, and a kill for one that does not end.
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);

  private final Process process;
  private final URI endpoint;
  private final Path data;
  private final Path log;

  private ServerProcess(Process process, URI endpoint, Path data, Path log) {
    this.process = process;
    this.endpoint = endpoint;
    this.data = data;
    this.log = log;
  }

  static ServerProcess start(Workspace workspace, Cleanup cleanup)
      throws IOException, InterruptedException {
    Path data = workspace.folder("server").resolve("data");
    Path log = workspace.file("server.log", "");
    int port = freePort();
    ProcessBuilder builder = new ProcessBuilder(command(data, port));
    // This server is its own: nothing that was set for another one may reach it.
    builder.environment().keySet().removeIf(name -> name.startsWith("KEYTURN_"));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    ServerProcess server = new ServerProcess(builder.start(), endpoint, data, log);
    cleanup.add(server);
    server.awaitReady();
    return server;
  }

  private static List<String> command(Path data, int port) {
    return List.of(
        ProcessHandle.current().info().command().orElse("java"),
        "--enable-native-access=ALL-UNNAMED",
        "-Xmx512m",
        "-cp",
        System.getProperty("java.class.path"),
        "dev.keyturn.server.Launcher",
        "server",
        "--data",
        data.toString(),
        "--listen",
        "127.0.0.1:" + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!isReady(client)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("The server did not start. It said:\n" + lastWords());
        }
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean isReady(HttpClient client) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/readyz")).timeout(Duration.ofSeconds(5)).build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  URI endpoint() {
    return endpoint;
  }

  /// The AWS shared-credentials file that the first start wrote.
  Path credentials() {
    return data.resolve("credentials");
  }

  /// The end of what it wrote on its output.
  String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
