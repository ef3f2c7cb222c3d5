package dev.keyturn.server;

import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.server.config.Settings;
import dev.keyturn.server.config.SettingsReader;
import dev.keyturn.server.http.HttpListener;
import dev.keyturn.server.http.ListenerLimits;
import dev.keyturn.server.http.SelfSigned;
import dev.keyturn.server.http.TlsFiles;
import dev.keyturn.server.runtime.Remote;
import dev.keyturn.server.wire.HttpRequest;
import dev.keyturn.server.wire.HttpResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// A function elsewhere: an HTTPS server whose authority only the settings name.
public final class RemoteHouse implements AutoCloseable {
  private static final String CERTIFICATE = "cert.pem";
  private static final String KEY = "key.pem";

  /// Issued once: that takes a second.
  private static final Path AUTHORITY = issued();

  private static final Duration LIMIT = Duration.ofSeconds(20);

  final List<HttpRequest> requests = new CopyOnWriteArrayList<>();

  /// For how long a failure was not told, because the function might still have been at work.
  final List<Duration> waits = new CopyOnWriteArrayList<>();

  private final CountDownLatch released = new CountDownLatch(1);
  private final Path folder;
  private final HttpListener listener;
  private volatile Function<HttpRequest, HttpResponse> function = _ -> answer(204, "");

  public RemoteHouse(Path folder) throws Exception {
    this.folder = folder;
    listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                Optional.of(new TlsFiles(AUTHORITY.resolve(CERTIFICATE), AUTHORITY.resolve(KEY))),
                new ListenerLimits(50, LIMIT, LIMIT, Duration.ofMillis(10))),
            request -> {
              requests.add(request);
              return function.apply(request);
            },
            Map.of());
  }

  private static Path issued() {
    try {
      Path folder = Files.createTempDirectory("remote");
      folder.toFile().deleteOnExit();
      SelfSigned.issue("function", "EC", folder.resolve(CERTIFICATE), folder.resolve(KEY));
      folder.resolve(CERTIFICATE).toFile().deleteOnExit();
      folder.resolve(KEY).toFile().deleteOnExit();
      return folder;
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  public static HttpResponse answer(int status, String body) {
    return answer(status, Map.of(), body);
  }

  public static HttpResponse answer(int status, Map<String, String> headers, String body) {
    return new HttpResponse(
        status, headers, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  public void does(Function<HttpRequest, HttpResponse> what) {
    function = what;
  }

  /// It ends when the house does.
  void hangs() {
    function =
        _ -> {
          try {
            released.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          return answer(204, "");
        };
  }

  public String url() {
    return "https://127.0.0.1:" + listener.port();
  }

  public Path file(String name, String text) throws java.io.IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /// The settings of one function `rotate`, as JSON in the environment.
  public Map<String, String> row(Map<String, String> more) {
    Map<String, String> row = new java.util.HashMap<>(more);
    row.putIfAbsent("ca", AUTHORITY.resolve(CERTIFICATE).toString());
    return row;
  }

  public static Config config(
      Path data, Map<String, Map<String, String>> functions, String... more) {
    SettingsReader reader =
        new SettingsReader()
            .environment(
                Map.of(
                    "KEYTURN_REMOTE_FUNCTIONS", JsonMapper.shared().writeValueAsString(functions)))
            .option("--data", List.of(data.toString()))
            .option("--listen", List.of("127.0.0.1:0"));
    for (int i = 0; i < more.length; i += 2) {
      reader.option(more[i], List.of(more[i + 1]));
    }
    Settings settings = reader.read();
    return Config.of(settings);
  }

  FunctionInvoker invoker(Map<String, String> more, String... settings) {
    return RemoteFunctions.before(
        NoOthers.INSTANCE,
        config(folder, Map.of("rotate", row(more)), settings),
        java.util.Set.of("SecretsManagerRDSPostgreSQLRotationSingleUser"),
        List::of,
        new Remote.Surroundings(
            InstantSource.system(), waits::add, (_, text) -> text.replace("hunter2", "***")));
  }

  @Override
  public void close() {
    released.countDown();
    listener.close();
  }
}
