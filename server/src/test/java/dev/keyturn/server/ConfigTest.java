package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.AccountId;
import dev.keyturn.key.SecretValue;
import dev.keyturn.secret.PreflightMode;
import dev.keyturn.server.config.Setting;
import dev.keyturn.server.config.Settings;
import dev.keyturn.server.config.SettingsReader;
import dev.keyturn.server.config.SettingsRefused;
import dev.keyturn.server.masterkey.MasterKeySource.FromCommand;
import dev.keyturn.server.masterkey.MasterKeySource.Given;
import dev.keyturn.server.masterkey.MasterKeySource.InFile;
import dev.keyturn.server.runtime.SandboxMode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

  private static Config of(Map<String, String> environment) {
    return Config.of(new SettingsReader().environment(environment).read());
  }

  @Test
  void defaults() {
    assertThat(of(Map.of()))
        .isEqualTo(
            new Config(
                Path.of("./keyturn-data"),
                new Config.Listener(
                    "127.0.0.1",
                    7117,
                    Optional.empty(),
                    new Config.Limits(4096, Duration.ofSeconds(20), Duration.ofSeconds(120)),
                    Duration.ofSeconds(20)),
                new InFile(Path.of("./keyturn-data/master.key")),
                new Config.Bootstrap(Optional.empty(), Optional.empty()),
                new Config.Targets(Optional.empty(), List.of(), List.of(), 4),
                PreflightMode.OFF,
                Map.of(),
                new Config.Processes(
                    SandboxMode.AUTO, Optional.empty(), 64, Duration.ofMinutes(10)),
                Map.of(),
                Optional.empty(),
                Config.LogFormat.TEXT));
  }

  /// A new setting without a line here fails the check of completeness below.
  private static final Map<Setting, String> EVERY_SETTING =
      Map.ofEntries(
          Map.entry(Setting.DATA, "/data"),
          Map.entry(Setting.LISTEN, "0.0.0.0:8443"),
          Map.entry(Setting.ALLOW_INSECURE_LISTEN, "true"),
          Map.entry(Setting.TLS_CERT, "/tls/cert.pem"),
          Map.entry(Setting.TLS_KEY, "/tls/key.pem"),
          Map.entry(Setting.MAX_CONNECTIONS, "17"),
          Map.entry(Setting.REQUEST_TIMEOUT, "3s"),
          Map.entry(Setting.IDLE_TIMEOUT, "4s"),
          Map.entry(Setting.DRAIN_TIME, "5s"),
          Map.entry(Setting.MASTER_KEY_FILE, "/keys/master"),
          Map.entry(Setting.BOOTSTRAP_ACCOUNT, "123456789012"),
          Map.entry(Setting.BOOTSTRAP_ACCESS_KEY_ID, "AKIAIOSFODNN7EXAMPLE"),
          Map.entry(Setting.BOOTSTRAP_SECRET_ACCESS_KEY, "chosenOutside"),
          Map.entry(Setting.TARGET_CA, "/ca.pem"),
          Map.entry(Setting.TARGET_ALLOW, "db.example"),
          Map.entry(Setting.TARGET_DENY, "10.0.0.0/8"),
          Map.entry(Setting.MAX_ROTATIONS_PER_TARGET, "9"),
          Map.entry(Setting.ROTATION_PREFLIGHT, "refuse"),
          Map.entry(Setting.FUNCTION_ENVIRONMENT, "{\"F\":{\"A\":\"b\"}}"),
          Map.entry(Setting.FUNCTIONS_SANDBOX, "required"),
          Map.entry(Setting.FUNCTIONS_ENDPOINT, "https://secrets.example:7117"),
          Map.entry(Setting.MAX_FUNCTION_INSTANCES, "12"),
          Map.entry(Setting.FUNCTION_IDLE_TIME, "6m"),
          Map.entry(
              Setting.REMOTE_FUNCTIONS,
              "{\"R\":{\"url\":\"https://functions.example/rotate\",\"secret-file\":\"/r\"}}"),
          Map.entry(Setting.ALARM_URL, "https://alarms.example/keyturn"),
          Map.entry(Setting.ALARM_SECRET, "signs-all-the-alarms"),
          Map.entry(Setting.ALARM_CA, "/alarm-ca.pem"),
          Map.entry(Setting.LOG_FORMAT, "json"));

  /// Each excludes [Setting#MASTER_KEY_FILE]; they have tests of their own.
  private static final Set<Setting> OTHER_MASTER_KEYS =
      EnumSet.of(Setting.MASTER_KEY, Setting.MASTER_KEY_COMMAND);

  @Test
  void everySettingReachesItsProperty() {
    Map<String, String> environment = new HashMap<>();
    EVERY_SETTING.forEach((setting, text) -> environment.put(setting.variable(), text));
    assertThat(of(environment))
        .isEqualTo(
            new Config(
                Path.of("/data"),
                new Config.Listener(
                    "0.0.0.0",
                    8443,
                    Optional.of(new Config.Tls(Path.of("/tls/cert.pem"), Path.of("/tls/key.pem"))),
                    new Config.Limits(17, Duration.ofSeconds(3), Duration.ofSeconds(4)),
                    Duration.ofSeconds(5)),
                new InFile(Path.of("/keys/master")),
                new Config.Bootstrap(
                    Optional.of(new AccountId("123456789012")),
                    Optional.of(
                        new Config.AccessKey(
                            "AKIAIOSFODNN7EXAMPLE", SecretValue.ofString("chosenOutside")))),
                new Config.Targets(
                    Optional.of(Path.of("/ca.pem")),
                    List.of("db.example"),
                    List.of("10.0.0.0/8"),
                    9),
                PreflightMode.REFUSE,
                Map.of("F", Map.of("A", "b")),
                new Config.Processes(
                    SandboxMode.REQUIRED,
                    Optional.of(URI.create("https://secrets.example:7117")),
                    12,
                    Duration.ofMinutes(6)),
                Map.of(
                    "R",
                    new RemoteFunction(
                        new RemoteFunction.Endpoint(
                            URI.create("https://functions.example/rotate"), Path.of("/r")),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(30))),
                Optional.of(
                    new Config.AlarmWebhook(
                        URI.create("https://alarms.example/keyturn"),
                        SecretValue.ofString("signs-all-the-alarms"),
                        Optional.of(Path.of("/alarm-ca.pem")))),
                Config.LogFormat.JSON));
  }

  @Test
  void theMappingTestKnowsEverySetting() {
    EnumSet<Setting> known = EnumSet.copyOf(EVERY_SETTING.keySet());
    known.addAll(OTHER_MASTER_KEYS);
    assertThat(known).containsExactlyInAnyOrder(Setting.values());
    EVERY_SETTING.forEach(
        (setting, text) -> assertThat(text).as(setting.key()).isNotEqualTo(setting.shownDefault()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://alarms.example/keyturn",
        "https://user:password@alarms.example/keyturn",
        "https://alarms.example/#part",
        "https:///keyturn",
        "ftp://127.0.0.1/x",
        "hooks.example",
        "http://127.0.0.1.alarms.example/x",
        "https://a b/"
      })
  void aWebhookThatIsNotSafeToCallIsRefusedWithoutItsUrl(String url) {
    assertThatThrownBy(() ->
            of(Map.of("KEYTURN_ALARM_URL", url, "KEYTURN_ALARM_SECRET", "signs-all-the-alarms")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("KEYTURN_ALARM_URL is no URL such as https://")
        .hasMessageNotContaining(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://alarms.example:8443/a?b=c",
        "http://127.0.0.1:9000/x",
        "http://localhost/x",
        "http://[::1]:9000/x"
      })
  void aWebhookHasTlsOrIsOnThisMachine(String url) {
    assertThat(
            of(Map.of("KEYTURN_ALARM_URL", url, "KEYTURN_ALARM_SECRET", "signs-all-the-alarms"))
                .webhook()
                .orElseThrow()
                .url())
        .isEqualTo(URI.create(url));
  }

  @Test
  void aWebhookNeedsItsSecretAndTheSecretAWebhook() {
    assertThatThrownBy(() -> of(Map.of("KEYTURN_ALARM_URL", "https://alarms.example/")))
        .hasMessageContaining("KEYTURN_ALARM_URL needs its other half");
    assertThatThrownBy(() -> of(Map.of("KEYTURN_ALARM_SECRET", "signs-all-the-alarms")))
        .hasMessageContaining("KEYTURN_ALARM_SECRET needs its other half");
    assertThatThrownBy(() ->
            of(
                Map.of(
                    "KEYTURN_ALARM_URL",
                    "https://alarms.example/",
                    "KEYTURN_ALARM_SECRET",
                    "short-secret-15")))
        .hasMessageContaining("openssl rand -hex 32")
        .hasMessageNotContaining("short-secret-15");
  }

  @Test
  void theMasterKeyComesFromACommandOrTheEnvironmentToo() {
    assertThat(of(Map.of("KEYTURN_MASTER_KEY_COMMAND", "vault,read,key")).masterKey())
        .isEqualTo(new FromCommand(List.of("vault", "read", "key")));
    assertThat(of(Map.of("KEYTURN_MASTER_KEY", "abc")).masterKey())
        .isEqualTo(new Given(SecretValue.ofString("abc")));
  }

  @Test
  void twoSourcesOfTheMasterKeyAreRefused() {
    assertThatThrownBy(
            () -> of(Map.of("KEYTURN_MASTER_KEY_COMMAND", "a", "KEYTURN_MASTER_KEY_FILE", "b")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("second source of the master key");
  }

  @Test
  void listeningBeyondLoopbackWithoutTlsIsRefusedWithTheRemedies() {
    assertThatThrownBy(() -> of(Map.of("KEYTURN_LISTEN", "0.0.0.0:7117")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("0.0.0.0:7117")
        .hasMessageContaining("--tls-cert")
        .hasMessageContaining("--allow-insecure-listen");
  }

  @Test
  void listeningBeyondLoopbackWithoutTlsIsDoneWhenToldSo() {
    Config config =
        of(Map.of("KEYTURN_LISTEN", "0.0.0.0:7117", "KEYTURN_ALLOW_INSECURE_LISTEN", "true"));
    assertThat(config.listener().host()).isEqualTo("0.0.0.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "localhost:7117", "[::1]:7117", "127.8.8.8:1"})
  void loopbackNeedsNoTls(String listen) {
    assertThat(of(Map.of("KEYTURN_LISTEN", listen)).listener().tls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7117", "localhost", "localhost:", ":7117", "localhost:99999", "a:b"})
  void anAddressWithoutHostAndPortIsRefused(String listen) {
    assertThatThrownBy(() -> of(Map.of("KEYTURN_LISTEN", listen)))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageStartingWith("KEYTURN_LISTEN ");
  }

  @ParameterizedTest
  @CsvSource({
    "KEYTURN_TLS_CERT, /c.pem, --tls-key",
    "KEYTURN_TLS_KEY, /k.pem, --tls-cert",
    "KEYTURN_BOOTSTRAP_ACCESS_KEY_ID, AKIAIOSFODNN7EXAMPLE, secret",
    "KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY, s3cr3t, id",
    "KEYTURN_BOOTSTRAP_ACCOUNT, 12, twelve digits",
    "KEYTURN_LOG_FORMAT, xml, json",
    "KEYTURN_FUNCTIONS_SANDBOX, maybe, required",
    "KEYTURN_FUNCTIONS_ENDPOINT, secrets.example, https://",
    "KEYTURN_FUNCTIONS_ENDPOINT, https://secrets.example/path, https://",
    "KEYTURN_MAX_FUNCTION_INSTANCES, 0, whole number",
    "KEYTURN_FUNCTION_IDLE_TIME, 0s, no time at all",
    "KEYTURN_DATA, '', is empty",
    "KEYTURN_LISTEN, no.such.host.invalid:1, no address here",
    "KEYTURN_IDLE_TIMEOUT, 0s, no time at all",
    "KEYTURN_REQUEST_TIMEOUT, 0ms, no time at all",
    "KEYTURN_MAX_CONNECTIONS, 0, whole number",
    "KEYTURN_MAX_ROTATIONS_PER_TARGET, many, whole number",
    "KEYTURN_ALLOW_INSECURE_LISTEN, yes, true or false"
  })
  void whatCannotBeUsedIsRefusedByName(String variable, String value, String remedy) {
    assertThatThrownBy(() -> of(Map.of(variable, value)))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining(variable)
        .hasMessageContaining(remedy)
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void theConfigurationDoesNotPrintSecrets() {
    Settings settings =
        new SettingsReader()
            .environment(
                Map.of(
                    "KEYTURN_BOOTSTRAP_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE",
                    "KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY", "chosenOutside",
                    "KEYTURN_MASTER_KEY", "theMasterKey"))
            .read();
    assertThat(Config.of(settings).toString())
        .doesNotContain("chosenOutside")
        .doesNotContain("theMasterKey");
  }
}
