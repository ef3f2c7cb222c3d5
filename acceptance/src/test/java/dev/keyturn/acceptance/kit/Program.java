package dev.keyturn.acceptance.kit;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// The packaged server as a process, started by the launcher as anybody starts it. It keeps its
/// port and its access key over restarts.
public final class Program implements AutoCloseable {
  public static final String REGION = "eu-west-1";
  public static final String ACCOUNT = "111122223333";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path folder;
  private final List<String> options;
  private final int port;
  private final String accessKeyId;
  private final String secretAccessKey;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;

  private Program(Path folder, List<String> options) throws IOException {
    this.folder = folder;
    this.options = options;
    this.port = freePort();
    this.accessKeyId = "AKIA" + text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
    this.secretAccessKey = Evidence.secret(randomText(40));
    this.process = spawn(port, "");
  }

  /// Starts one with an empty data folder and waits until it answers.
  ///
  /// @param options of `keyturn server`
  public static Program start(String name, String... options) throws IOException {
    Keyturn.makeCache();
    Path folder = Evidence.folder(name);
    Files.createDirectories(folder.resolve("tmp"));
    Program program = new Program(folder, List.of(options));
    program.awaitReady();
    return program;
  }

  /// Starts one that trusts the authority of all targets.
  public static Program forTargets(String name) throws IOException {
    return start(name, "--target-ca", Authority.OF_TARGETS.authority().toString());
  }

  /// Starts it again on the same folder and port, and waits until it answers.
  public void startAgain() throws IOException {
    spawn("");
    awaitReady();
  }

  /// Starts it again, under a virtual machine with one option more, without waiting for anything.
  void spawn(String vmOption) throws IOException {
    process = spawn(port, vmOption);
  }

  /// Starts a second process on the same folder and a free port, without waiting for anything.
  public Process second() throws IOException {
    return spawn(0, "");
  }

  private Process spawn(int listen, String vmOption) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("server", "--data", data().toString()));
    arguments.addAll(List.of("--listen", "127.0.0.1:" + listen));
    arguments.addAll(options);
    return builder(vmOption, arguments.toArray(String[]::new))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
        .start();
  }

  private ProcessBuilder builder(String vmOption, String... arguments) {
    ProcessBuilder builder = Keyturn.command(arguments).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put(
        "JDK_JAVA_OPTIONS",
        "-Xmx512m -Djava.io.tmpdir=%s %s".formatted(folder.resolve("tmp"), vmOption));
    environment.put("KEYTURN_BOOTSTRAP_ACCOUNT", ACCOUNT);
    environment.put("KEYTURN_BOOTSTRAP_ACCESS_KEY_ID", accessKeyId);
    environment.put("KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY", secretAccessKey);
    return builder;
  }

  void awaitReady() {
    Awaitility.await("the server answers; its output: " + log())
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .failFast("The server ended with a failure; its output: " + log(), () -> !process.isAlive())
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get("/readyz").statusCode() == 200);
  }

  /// A page of the server, such as `/metrics`.
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint().resolve(path)).timeout(Duration.ofSeconds(5)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  /// `kill -9`, at whatever it is doing.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// The processes that it has started, and those that they have.
  public List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  /// `kill -9` of all of them.
  public void killChildren() {
    children().forEach(ProcessHandle::destroyForcibly);
  }

  /// SIGSTOP: it stands still, with all its connections open, until [#goOn()].
  public void standStill() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /// SIGCONT.
  public void goOn() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    String pid = String.valueOf(process.pid());
    if (new ProcessBuilder("kill", signal, pid).start().waitFor() != 0) {
      throw new AssertionError("The server is gone; its output: " + log());
    }
  }

  /// SIGTERM; returns the exit code.
  public int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("The server does not end at SIGTERM; its output: " + log());
    }
    return process.exitValue();
  }

  /// SIGTERM, without waiting.
  public Process askToEnd() {
    process.destroy();
    return process;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  public String accessKeyId() {
    return accessKeyId;
  }

  public String secretAccessKey() {
    return secretAccessKey;
  }

  public Path data() {
    return folder.resolve("data");
  }

  /// What it wrote on its outputs.
  public File log() {
    return folder.resolve("output.log").toFile();
  }

  /// The ARN of a built-in function in this program's account and region.
  public String function(String name) {
    return "arn:aws:lambda:%s:%s:function:%s".formatted(REGION, ACCOUNT, name);
  }

  /// Text that nobody guesses, of letters and digits.
  public static String randomText(int length) {
    return text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", length);
  }

  private static String text(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    RANDOM.ints(length, 0, alphabet.length()).forEach(index -> text.append(alphabet.charAt(index)));
    return text.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    http.close();
  }
}
