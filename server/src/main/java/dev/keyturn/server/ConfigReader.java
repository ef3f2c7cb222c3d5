package dev.keyturn.server;

import dev.keyturn.identity.AccountId;
import dev.keyturn.key.SecretValue;
import dev.keyturn.secret.PreflightMode;
import dev.keyturn.server.Config.AccessKey;
import dev.keyturn.server.Config.AlarmWebhook;
import dev.keyturn.server.Config.Bootstrap;
import dev.keyturn.server.Config.Limits;
import dev.keyturn.server.Config.Listener;
import dev.keyturn.server.Config.LogFormat;
import dev.keyturn.server.Config.Processes;
import dev.keyturn.server.Config.Targets;
import dev.keyturn.server.Config.Tls;
import dev.keyturn.server.config.OutwardUrl;
import dev.keyturn.server.config.Setting;
import dev.keyturn.server.config.Settings;
import dev.keyturn.server.masterkey.MasterKeySource;
import dev.keyturn.server.masterkey.MasterKeySource.FromCommand;
import dev.keyturn.server.masterkey.MasterKeySource.Given;
import dev.keyturn.server.masterkey.MasterKeySource.InFile;
import dev.keyturn.server.runtime.SandboxMode;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Checks settings and gives them their types, or refuses with a
/// [dev.keyturn.server.config.SettingsRefused].
final class ConfigReader {
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int HIGHEST_PORT = 65_535;
  private static final int SHORTEST_SECRET = 16;

  private final Settings settings;

  ConfigReader(Settings settings) {
    this.settings = settings;
  }

  Config read() {
    Path data = Path.of(settings.textOrDefault(Setting.DATA));
    return new Config(
        data,
        listener(),
        masterKey(data),
        bootstrap(),
        new Targets(
            settings.text(Setting.TARGET_CA).map(Path::of),
            settings.list(Setting.TARGET_ALLOW),
            settings.list(Setting.TARGET_DENY),
            settings.number(Setting.MAX_ROTATIONS_PER_TARGET, 1, 10_000)),
        settings.choice(Setting.ROTATION_PREFLIGHT, PreflightMode.class),
        settings.table(Setting.FUNCTION_ENVIRONMENT),
        processes(),
        RemoteFunction.all(settings),
        webhook(),
        settings.choice(Setting.LOG_FORMAT, LogFormat.class));
  }

  private Listener listener() {
    String listen = settings.textOrDefault(Setting.LISTEN);
    int colon = listen.lastIndexOf(':');
    if (colon < 1 || !listen.substring(colon + 1).matches("\\d{1,5}")) {
      throw settings.refused(Setting.LISTEN, "is HOST:PORT, not '" + listen + "'");
    }
    int port = Integer.parseInt(listen.substring(colon + 1));
    if (port > HIGHEST_PORT) {
      throw settings.refused(Setting.LISTEN, "has a port above " + HIGHEST_PORT);
    }
    String host = listen.substring(0, colon).replaceAll("^\\[|]$", "");
    Optional<Tls> tls = tls();
    if (tls.isEmpty() && !settings.flag(Setting.ALLOW_INSECURE_LISTEN) && !isLoopback(host)) {
      throw settings.refused(
          Setting.LISTEN,
          "would send secrets in clear text over the network ("
              + listen
              + "). Give --tls-cert and --tls-key, or --allow-insecure-listen when a proxy in front has TLS");
    }
    Limits limits =
        new Limits(
            settings.number(Setting.MAX_CONNECTIONS, 1, MOST_CONNECTIONS),
            settings.timeLimit(Setting.REQUEST_TIMEOUT),
            settings.timeLimit(Setting.IDLE_TIMEOUT));
    return new Listener(host, port, tls, limits, settings.time(Setting.DRAIN_TIME));
  }

  private boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      throw settings.refused(
          Setting.LISTEN, "names the host " + host + ", which has no address here");
    }
  }

  private Optional<Tls> tls() {
    Optional<Path> certificate = settings.text(Setting.TLS_CERT).map(Path::of);
    Optional<Path> key = settings.text(Setting.TLS_KEY).map(Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      throw settings.refused(
          certificate.isPresent() ? Setting.TLS_CERT : Setting.TLS_KEY,
          "needs its other half: give --tls-cert and --tls-key together");
    }
    return certificate.map(path -> new Tls(path, key.orElseThrow()));
  }

  private MasterKeySource masterKey(Path data) {
    List<String> command = settings.list(Setting.MASTER_KEY_COMMAND);
    boolean file = settings.given(Setting.MASTER_KEY_FILE);
    Optional<SecretValue> given = settings.secret(Setting.MASTER_KEY);
    if ((file ? 1 : 0) + (command.isEmpty() ? 0 : 1) + (given.isPresent() ? 1 : 0) > 1) {
      throw settings.refused(
          command.isEmpty() ? Setting.MASTER_KEY_FILE : Setting.MASTER_KEY_COMMAND,
          "is a second source of the master key: keep one of file, command and KEYTURN_MASTER_KEY");
    }
    if (given.isPresent()) {
      return new Given(given.get());
    }
    return command.isEmpty()
        ? new InFile(
            settings.text(Setting.MASTER_KEY_FILE).map(Path::of).orElse(data.resolve("master.key")))
        : new FromCommand(command);
  }

  private Bootstrap bootstrap() {
    Optional<String> account = settings.text(Setting.BOOTSTRAP_ACCOUNT);
    if (account.filter(text -> !text.matches("\\d{12}")).isPresent()) {
      throw settings.refused(
          Setting.BOOTSTRAP_ACCOUNT, "has twelve digits, unlike '" + account.get() + "'");
    }
    Optional<String> id = settings.text(Setting.BOOTSTRAP_ACCESS_KEY_ID);
    Optional<SecretValue> secret = settings.secret(Setting.BOOTSTRAP_SECRET_ACCESS_KEY);
    if (id.isPresent() != secret.isPresent()) {
      throw settings.refused(
          id.isPresent() ? Setting.BOOTSTRAP_ACCESS_KEY_ID : Setting.BOOTSTRAP_SECRET_ACCESS_KEY,
          "needs its other half: give the access key's id and secret together");
    }
    if (id.filter(text -> !text.matches("\\w{16,128}")).isPresent()) {
      throw settings.refused(
          Setting.BOOTSTRAP_ACCESS_KEY_ID, "has 16 to 128 letters, digits and underscores");
    }
    return new Bootstrap(
        account.map(AccountId::new), id.map(text -> new AccessKey(text, secret.orElseThrow())));
  }

  private Processes processes() {
    return new Processes(
        settings.choice(Setting.FUNCTIONS_SANDBOX, SandboxMode.class),
        settings.text(Setting.FUNCTIONS_ENDPOINT).map(this::functionsEndpoint),
        settings.number(Setting.MAX_FUNCTION_INSTANCES, 1, 10_000),
        settings.timeLimit(Setting.FUNCTION_IDLE_TIME));
  }

  private URI functionsEndpoint(String text) {
    try {
      URI url = new URI(text);
      if (url.getHost() != null
          && List.of("http", "https").contains(url.getScheme())
          && url.getRawPath().isEmpty()
          && url.getRawQuery() == null) {
        return url;
      }
    } catch (URISyntaxException _) {
      // Refused below.
    }
    throw settings.refused(
        Setting.FUNCTIONS_ENDPOINT,
        "is no URL such as https://secrets.example.org:7117, but '" + text + "'");
  }

  private Optional<AlarmWebhook> webhook() {
    Optional<URI> url = settings.text(Setting.ALARM_URL).map(this::webhookUrl);
    Optional<SecretValue> secret = settings.secret(Setting.ALARM_SECRET);
    if (url.isPresent() != secret.isPresent()) {
      throw settings.refused(
          url.isPresent() ? Setting.ALARM_URL : Setting.ALARM_SECRET,
          "needs its other half: give the webhook's URL and the secret of its signatures together");
    }
    if (secret.filter(it -> it.revealString().length() < SHORTEST_SECRET).isPresent()) {
      throw settings.refused(
          Setting.ALARM_SECRET, "is too short to sign with: openssl rand -hex 32 makes one");
    }
    return url.map(it ->
        new AlarmWebhook(it, secret.orElseThrow(), settings.text(Setting.ALARM_CA).map(Path::of)));
  }

  /// The URL is in no text: those of some services are secrets themselves.
  private URI webhookUrl(String text) {
    return OutwardUrl.parse(text)
        .orElseThrow(() ->
            settings.refused(
                Setting.ALARM_URL,
                "is no URL such as https://alarms.example.org/keyturn: " + OutwardUrl.RULE));
  }
}
