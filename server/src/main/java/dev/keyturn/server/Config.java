package dev.keyturn.server;

import dev.keyturn.identity.AccountId;
import dev.keyturn.key.SecretValue;
import dev.keyturn.secret.PreflightMode;
import dev.keyturn.server.config.Setting;
import dev.keyturn.server.config.Settings;
import dev.keyturn.server.masterkey.MasterKeySource;
import dev.keyturn.server.runtime.SandboxMode;
import java.net.URI;
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
    return new ConfigReader(settings).read();
  }
}
