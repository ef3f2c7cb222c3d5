package dev.keyturn.rotators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.PostgreSql;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;

/// Tests on the shared server, after which no password stands in its log.
abstract class OnRealPostgres {
  static final RealPostgres POSTGRES = RealPostgres.shared();
  static final String SINGLE = "SecretsManagerRDSPostgreSQLRotationSingleUser";
  static final String MULTI = "SecretsManagerRDSPostgreSQLRotationMultiUser";

  final FakeSecrets secrets = new FakeSecrets(POSTGRES::remember);

  @AfterAll
  static void noPasswordIsInTheServersLog() {
    assertThat(POSTGRES.log()).contains("ALTER USER").contains("SCRAM-SHA-256$");
    assertThat(POSTGRES.passwordsInLog()).isZero();
  }

  static Dialer dialer() {
    return PostgreSql.dialer(TargetPolicy.standard(), TargetTrust.of(Optional.empty()));
  }

  /// A secret for a user of the shared server.
  RotatedSecret secret(String user, String password, String function, Dialer dialer) {
    BuiltInFunctions functions = new BuiltInFunctions(new PostgreSql(dialer));
    RotatedSecret secret =
        new RotatedSecret(user, secrets, functions.find(function).orElseThrow().function());
    secrets.store(secret.arn, "version-0", json(user, password, ""));
    return secret;
  }

  /// The JSON of a secret, with more members where wanted.
  static String json(String user, String password, String more) {
    return """
    {"engine":"postgres","host":"%s","port":%d,"dbname":"%s","username":"%s","password":"%s"%s}\
    """
        .formatted(POSTGRES.host(), POSTGRES.port(), POSTGRES.database(), user, password, more);
  }
}
