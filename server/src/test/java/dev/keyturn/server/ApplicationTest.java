package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keyturn.server.config.SettingsReader;
import dev.keyturn.server.masterkey.MasterKeyUnavailable;
import dev.keyturn.server.store.StoreRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(120)
class ApplicationTest {
  private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  @TempDir private Path folder;

  private Config config(String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KEYTURN_DATA", folder.resolve("data").toString());
    environment.put("KEYTURN_LISTEN", "127.0.0.1:0");
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return Config.of(new SettingsReader().environment(environment).read());
  }

  private Config chosenKey() {
    return config(
        "KEYTURN_BOOTSTRAP_ACCESS_KEY_ID", KEY, "KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY", SECRET);
  }

  private static Application start(Config config) {
    return Application.start(config, InstantSource.system());
  }

  private static HttpResponse<String> get(URI address, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
    }
  }

  @Test
  void theFirstStartMakesAccessKeyMasterKeyAndCredentialsOfItsOwnerOnly() throws Exception {
    try (Application application = start(config())) {
      Path credentials = application.newCredentials().orElseThrow();
      assertThat(Files.readString(credentials))
          .containsPattern("\\[keyturn]\naws_access_key_id = AKIA[A-Z2-7]{16}\n")
          .containsPattern("aws_secret_access_key = [A-Za-z0-9+/]{40}\n");
    }
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .endsWith("------");
      }
    }
  }

  @Test
  void theNextStartChangesNothing() throws Exception {
    start(config()).close();
    String before = Files.readString(folder.resolve("data/credentials"));
    try (Application application = start(config())) {
      assertThat(application.newCredentials()).isEmpty();
    }
    assertThat(Files.readString(folder.resolve("data/credentials"))).isEqualTo(before);
  }

  @Test
  void aFirstStartThatCannotListenMakesNothing() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Config taken = config("KEYTURN_LISTEN", "127.0.0.1:" + other.getLocalPort());
      assertThatThrownBy(() -> start(taken)).hasMessageContaining("Cannot listen on");
    }
    assertThat(folder.resolve("data")).doesNotExist();
    try (Application application = start(config())) {
      assertThat(application.newCredentials()).isPresent();
    }
  }

  @Test
  void anAccessKeyThatWasChosenOutsideIsNotWrittenToAFile() throws Exception {
    try (Application application = start(chosenKey())) {
      assertThat(application.newCredentials()).isEmpty();
    }
    assertThat(folder.resolve("data/credentials")).doesNotExist();
    assertNowhere(SECRET);
  }

  private void assertNowhere(String secret) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(secret);
      }
    }
  }

  @Test
  void theSameOrNoBootstrapValuesLaterAreNothingToSay() {
    start(
            config(
                "KEYTURN_BOOTSTRAP_ACCESS_KEY_ID", KEY,
                "KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY", SECRET,
                "KEYTURN_BOOTSTRAP_ACCOUNT", "111111111111"))
        .close();
    assertThat(warnings(chosenKey())).isEmpty();
    assertThat(warnings(config())).isEmpty();
  }

  @Test
  void otherBootstrapValuesLaterAreWarnedOf() {
    start(chosenKey()).close();
    assertThat(warnings(config("KEYTURN_BOOTSTRAP_ACCOUNT", "999999999999")))
        .singleElement()
        .asString()
        .contains("no account 999999999999");
    assertThat(
            warnings(
                config(
                    "KEYTURN_BOOTSTRAP_ACCESS_KEY_ID",
                    KEY,
                    "KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY",
                    "another")))
        .singleElement()
        .asString()
        .contains("changes nothing")
        .doesNotContain("another");
  }

  /// What a start warns of.
  private static List<String> warnings(Config config) {
    Logger log = (Logger) LoggerFactory.getLogger(FirstStart.class);
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    log.addAppender(seen);
    try {
      start(config).close();
    } finally {
      log.detachAppender(seen);
    }
    return seen.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void laterBootstrapValuesChangeNothing() {
    start(chosenKey()).close();
    Config other =
        config(
            "KEYTURN_BOOTSTRAP_ACCESS_KEY_ID", "AKIAANOTHERANOTHER12",
            "KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY", "another",
            "KEYTURN_BOOTSTRAP_ACCOUNT", "999999999999");
    try (Application application = start(other)) {
      assertThat(application.newCredentials()).isEmpty();
    }
  }

  @Test
  void healthReadinessAndMetricsAnswer() throws Exception {
    try (Application application = start(config())) {
      URI address = application.address();
      assertThat(get(address, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(address, "/readyz").body()).isEqualTo("ready\n");
      assertThat(get(address, "/metrics").body())
          .contains("keyturn_connections ")
          .contains("keyturn_store_commits_seconds_count ")
          .contains("jvm_memory_used_bytes");
    }
  }

  @Test
  void metricsNameNothingThatAClientMadeUp() throws Exception {
    try (Application application = start(config())) {
      get(application.address(), "/some/path/of/mine");
      assertThat(get(application.address(), "/metrics").body())
          .contains("operation=\"unknown\"")
          .doesNotContain("of/mine");
    }
  }

  @Test
  void aStoreWithoutItsMasterKeyStopsTheStart() throws Exception {
    start(config()).close();
    Files.delete(folder.resolve("data/master.key"));
    assertThatThrownBy(() -> start(config())).isInstanceOf(MasterKeyUnavailable.class);
    assertThat(folder.resolve("data/master.key")).doesNotExist();
  }

  @Test
  void theMasterKeyMayLieElsewhere() {
    Config elsewhere = config("KEYTURN_MASTER_KEY_FILE", folder.resolve("keys/master").toString());
    start(elsewhere).close();
    assertThat(folder.resolve("keys/master")).exists();
    assertThat(folder.resolve("data/master.key")).doesNotExist();
    start(elsewhere).close();
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefused() {
    try (Application _ = start(config())) {
      assertThatThrownBy(() -> start(config())).isInstanceOf(StoreRefused.class);
    }
    start(config()).close();
  }

  @Test
  void whatFailsInTheMiddleOfAStartLeavesNothingOpen() {
    Config broken =
        config("KEYTURN_TLS_CERT", "/no/such/cert.pem", "KEYTURN_TLS_KEY", "/no/such/key.pem");
    assertThatThrownBy(() -> start(broken)).hasMessageContaining("/no/such/cert.pem");
    start(config()).close();
  }

  @Test
  void itsFunctionsKnowWhereItAnswersWhenThePortWasChosenByTheSystem() {
    Surroundings real = Surroundings.real(InstantSource.system());
    AtomicReference<Supplier<List<InetSocketAddress>>> known = new AtomicReference<>();
    Surroundings watched =
        new Surroundings(
            real.clock(),
            real.store(),
            (config, self) -> {
              known.set(self.listeners());
              return real.functions().apply(config, self);
            });
    try (Application application = Application.start(config(), watched)) {
      assertThat(known.get().get())
          .containsExactly(
              new InetSocketAddress(
                  InetAddress.ofLiteral("127.0.0.1"), application.address().getPort()));
    }
  }

  @Test
  void anUnsignedRequestIsRefusedInAwsForm() throws Exception {
    try (Application application = start(config());
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(application.address())
                  .header("X-Amz-Target", "secretsmanager.ListSecrets")
                  .header("Content-Type", "application/x-amz-json-1.1")
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isBetween(400, 403);
      assertThat(answer.body()).contains("MissingAuthenticationTokenException");
      assertThat(List.of(answer.headers().firstValue("x-amzn-requestid"))).isNotEmpty();
    }
  }
}
