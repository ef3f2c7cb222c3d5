package dev.keyturn.server;

import dev.keyturn.identity.AccountId;
import dev.keyturn.key.SecretValue;
import dev.keyturn.secret.PreflightMode;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that can be configured, checked. Immutable.
///
/// @param data the folder of everything that is kept
/// @param preflight what RotateSecret checks before it turns a rotation on
/// @param functions the environment of each built-in function that has one, by function name
/// @param processes how users' own functions run
/// @param remote the functions that run elsewhere, by name
public record Config(
    Path data,
    Listener listener,
    MasterKeySource masterKey,
    Bootstrap bootstrap,
    Targets targets,
    PreflightMode preflight,
    Map<String, Map<String, String>> functions,
    Processes processes,
    Map<String, RemoteFunction> remote,
    Optional<AlarmWebhook> webhook,
    LogFormat logFormat) {
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int HIGHEST_PORT = 65_535;
  private static final int SHORTEST_SECRET = 16;

  public Config {
    functions = Map.copyOf(functions);
    remote = Map.copyOf(remote);
  }

  /// How the server listens.
  ///
  /// @param tls empty: clear text
  /// @param drain how long requests in flight may go on once the server stops
  public record Listener(String host, int port, Optional<Tls> tls, Limits limits, Duration drain) {}

  /// What a client may take.
  ///
  /// @param request how long it may take to send a request, and to read the answer
  /// @param idle how long a connection may stay without a request
  public record Limits(int connections, Duration request, Duration idle) {}

  /// PEM files.
  public record Tls(Path certificate, Path key) {}

  /// What the first start makes. Later starts only compare what was given.
  public record Bootstrap(Optional<AccountId> account, Optional<AccessKey> accessKey) {
    private static final AccountId USUAL = new AccountId(Setting.BOOTSTRAP_ACCOUNT.shownDefault());

    /// The account to make.
    AccountId accountToMake() {
      return account.orElse(USUAL);
    }
  }

  /// An access key that was chosen outside.
  public record AccessKey(String id, SecretValue secret) {}

  /// Which targets rotations may reach, and how.
  ///
  /// @param allow networks that outweigh what is denied
  public record Targets(
      Optional<Path> ca, List<String> allow, List<String> deny, int maxRotationsPerTarget) {
    public Targets {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
    }
  }

  /// How users' own functions run.
  ///
  /// @param endpoint where they find this server; empty: where it listens
  /// @param most processes at a time
  /// @param idle how long one stays without work
  public record Processes(SandboxMode sandbox, Optional<URI> endpoint, int most, Duration idle) {}

  /// Who is told of alarms.
  ///
  /// @param secret what messages are signed with
  /// @param ca a PEM file of authorities, in addition to the platform's
  public record AlarmWebhook(URI url, SecretValue secret, Optional<Path> ca) {}

  /// How log lines look.
  public enum LogFormat {
    TEXT,
    JSON
  }

  /// Checks settings and gives them their types.
  ///
  /// @throws dev.keyturn.server.config.SettingsRefused when one cannot be used
  public static Config of(Settings settings) {
    Path data = Path.of(settings.textOrDefault(Setting.DATA));
    return new Config(
        data,
        listener(settings),
        masterKey(settings, data),
        bootstrap(settings),
        new Targets(
            settings.text(Setting.TARGET_CA).map(Path::of),
            settings.list(Setting.TARGET_ALLOW),
            settings.list(Setting.TARGET_DENY),
            settings.number(Setting.MAX_ROTATIONS_PER_TARGET, 1, 10_000)),
        preflight(settings),
        settings.table(Setting.FUNCTION_ENVIRONMENT),
        processes(settings),
        RemoteFunction.all(settings),
        webhook(settings),
        logFormat(settings));
  }

  private static Listener listener(Settings settings) {
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
    Optional<Tls> tls = tls(settings);
    if (tls.isEmpty()
        && !settings.flag(Setting.ALLOW_INSECURE_LISTEN)
        && !isLoopback(settings, host)) {
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

  private static boolean isLoopback(Settings settings, String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      throw settings.refused(
          Setting.LISTEN, "names the host " + host + ", which has no address here");
    }
  }

  private static Optional<Tls> tls(Settings settings) {
    Optional<Path> certificate = settings.text(Setting.TLS_CERT).map(Path::of);
    Optional<Path> key = settings.text(Setting.TLS_KEY).map(Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      throw settings.refused(
          certificate.isPresent() ? Setting.TLS_CERT : Setting.TLS_KEY,
          "needs its other half: give --tls-cert and --tls-key together");
    }
    return certificate.map(path -> new Tls(path, key.orElseThrow()));
  }

  private static MasterKeySource masterKey(Settings settings, Path data) {
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

  private static Bootstrap bootstrap(Settings settings) {
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

  private static PreflightMode preflight(Settings settings) {
    String text = settings.textOrDefault(Setting.ROTATION_PREFLIGHT);
    return switch (text) {
      case "off" -> PreflightMode.OFF;
      case "warn" -> PreflightMode.WARN;
      case "refuse" -> PreflightMode.REFUSE;
      default ->
          throw settings.refused(
              Setting.ROTATION_PREFLIGHT, "is off, warn or refuse, not '" + text + "'");
    };
  }

  private static Processes processes(Settings settings) {
    String sandbox = settings.textOrDefault(Setting.FUNCTIONS_SANDBOX);
    SandboxMode mode =
        switch (sandbox) {
          case "auto" -> SandboxMode.AUTO;
          case "required" -> SandboxMode.REQUIRED;
          case "off" -> SandboxMode.OFF;
          default ->
              throw settings.refused(
                  Setting.FUNCTIONS_SANDBOX, "is auto, required or off, not '" + sandbox + "'");
        };
    return new Processes(
        mode,
        settings.text(Setting.FUNCTIONS_ENDPOINT).map(text -> functionsEndpoint(settings, text)),
        settings.number(Setting.MAX_FUNCTION_INSTANCES, 1, 10_000),
        settings.timeLimit(Setting.FUNCTION_IDLE_TIME));
  }

  private static URI functionsEndpoint(Settings settings, String text) {
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

  private static Optional<AlarmWebhook> webhook(Settings settings) {
    Optional<URI> url = settings.text(Setting.ALARM_URL).map(text -> webhookUrl(settings, text));
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
  private static URI webhookUrl(Settings settings, String text) {
    try {
      URI url = new URI(text);
      String host = Optional.ofNullable(url.getHost()).orElse("");
      boolean clear =
          "http".equals(url.getScheme()) && host.matches("localhost|127[.0-9]+|\\[::1]");
      if (!host.isEmpty()
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null
          && (clear || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (URISyntaxException _) {
      // Refused below.
    }
    throw settings.refused(
        Setting.ALARM_URL,
        "is no URL such as https://alarms.example.org/keyturn: https, or http to this machine, without a user name");
  }

  private static LogFormat logFormat(Settings settings) {
    String text = settings.textOrDefault(Setting.LOG_FORMAT);
    return switch (text) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default -> throw settings.refused(Setting.LOG_FORMAT, "is text or json, not '" + text + "'");
    };
  }
}
