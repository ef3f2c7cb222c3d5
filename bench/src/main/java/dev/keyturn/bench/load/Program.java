package dev.keyturn.bench.load;

import dev.keyturn.server.cli.AccessKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program under load, in a process of its own: `./keyturn server`, or the bare listener.
final class Program implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final int port;
  private final Path data;
  private final long began;

  private Program(Process process, int port, Path data, long began) {
    this.process = process;
    this.port = port;
    this.data = data;
    this.began = began;
  }

  /// Starts the packaged server on a data folder. It need not answer yet.
  ///
  /// @param environment more variables, such as `JDK_JAVA_OPTIONS`
  static Program server(Path checkout, Path data, Map<String, String> environment)
      throws IOException {
    int port = freePort();
    ProcessBuilder builder =
        builder(
            data.resolveSibling(data.getFileName() + ".log"),
            List.of(
                checkout.resolve("keyturn").toString(),
                "server",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + port));
    builder.environment().put("KEYTURN_NO_BUILD", "1");
    builder.environment().putAll(environment);
    return start(builder, port, data);
  }

  /// Starts the bare listener on the Java virtual machine of a server, with the same options.
  static Program bare(Program server, Path answer) throws IOException {
    int port = freePort();
    List<String> arguments = List.of(Integer.toString(port), answer.toString());
    Path log = answer.resolveSibling("bare.log");
    return start(
        builder(log, java(server.virtualMachine(), BareListener.class, arguments)), port, answer);
  }

  /// Starts the server on a data folder with a clock that is ahead.
  ///
  /// @param machine the virtual machine of a server
  static Program onAnotherDay(
      List<String> machine, Path data, Duration later, Map<String, String> settings)
      throws IOException {
    int port = freePort();
    List<String> arguments = new ArrayList<>(List.of(later.toString()));
    arguments.addAll(List.of("--data", data.toString(), "--listen", "127.0.0.1:" + port));
    settings.forEach((name, value) -> arguments.addAll(List.of(name, value)));
    Path log = data.resolveSibling(data.getFileName() + ".log");
    return start(builder(log, java(machine, AnotherDay.class, arguments)), port, data);
  }

  private static List<String> java(List<String> machine, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>(machine);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  /// The virtual machine and its options, but for the AOT cache. From the system, because the
  /// platform leaves out arguments when a class path makes them long.
  List<String> virtualMachine() throws IOException {
    String[] all = Files.readString(proc("cmdline")).split("\0");
    return Arrays.stream(all)
        .takeWhile(argument -> !argument.equals("-cp"))
        .filter(argument -> !argument.startsWith("-XX:AOT"))
        .toList();
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  private static ProcessBuilder builder(Path log, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("KEYTURN_"));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return builder;
  }

  private static Program start(ProcessBuilder builder, int port, Path data) throws IOException {
    long began = System.nanoTime();
    return new Program(builder.start(), port, data, began);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Waits until `/readyz` says so (of the bare listener: until it answers at all).
  ///
  /// @return the time since the process was started
  Duration awaitReady() throws IOException, InterruptedException {
    awaitPort();
    while (page("/readyz").statusCode() != 200) {
      Thread.sleep(2);
    }
    return sinceStart();
  }

  /// Waits until somebody listens. Tries often: this is measured.
  void awaitPort() throws IOException, InterruptedException {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(address());
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || sinceStart().compareTo(START) > 0) {
          throw new IOException("The program for " + data + " did not start", notYet);
        }
        Thread.sleep(2);
      }
    }
  }

  Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private HttpResponse<String> page(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(endpoint().resolve(path)).build(), BodyHandlers.ofString());
    }
  }

  /// The value of a metric of the server.
  double metric(String name) throws IOException, InterruptedException {
    return page("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("There is no metric " + name));
  }

  /// How long the process has had a processor so far, in microseconds. Unlike a rate, it does not
  /// grow with what else the machine does.
  double processorMicros() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e3;
  }

  /// What the process holds of the machine's memory, in MiB.
  double residentMiB() throws IOException {
    return Files.readAllLines(proc("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return data.getFileName().toString();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// Signed requests to this server.
  Requests requests() {
    return new Requests(
        endpoint(), AccessKey.ofProfile(data.resolve("credentials"), "keyturn").orElseThrow());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
