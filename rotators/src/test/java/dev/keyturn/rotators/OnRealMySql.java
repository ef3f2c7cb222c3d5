package dev.keyturn.rotators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.LoginEngine;
import dev.keyturn.rotators.target.MySql;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/// Tests on a shared server of the MySQL family, after each of which no password stands in its log.
abstract class OnRealMySql {
  final RealMySql server;
  final FakeSecrets secrets;

  OnRealMySql(RealMySql server) {
    this.server = server;
    this.secrets = new FakeSecrets(server::remember);
  }

  @AfterEach
  final void noPasswordIsInTheServersLog() {
    assertThat(server.log()).contains("Connect\t");
    assertThat(server.passwordsInLog()).isZero();
  }

  static Dialer dialer() {
    return MySql.dialer(TargetPolicy.standard(), TargetTrust.of(Optional.empty()));
  }

  final boolean isMariaDb() {
    return server.engine().equals("mariadb");
  }

  private LoginEngine engine(Dialer dialer) {
    return isMariaDb() ? MySql.mariaDb(dialer) : MySql.mySql(dialer);
  }

  /// A secret for a user of the shared server.
  ///
  /// @param strategy `SingleUser` or `MultiUser`
  final RotatedSecret secret(String user, String password, String strategy, Dialer dialer) {
    String function =
        "SecretsManagerRDS%sRotation%s".formatted(isMariaDb() ? "MariaDB" : "MySQL", strategy);
    RotatedSecret secret =
        new RotatedSecret(
            user,
            secrets,
            new BuiltInFunctions(engine(dialer)).find(function).orElseThrow().function());
    secrets.store(secret.arn, "version-0", json(user, password, ""));
    return secret;
  }

  /// The JSON of a secret, with more members where wanted.
  final String json(String user, String password, String more) {
    return """
    {"engine":"%s","host":"%s","port":%d,"username":"%s","password":"%s"%s}\
    """
        .formatted(
            server.engine(),
            server.host(),
            server.port(),
            escaped(user),
            escaped(password),
            server.isLater() ? more + ",\"ssl\":\"require\"" : more);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
