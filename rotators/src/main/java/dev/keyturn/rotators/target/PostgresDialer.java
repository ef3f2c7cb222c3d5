package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/// Connects with pgjdbc. Everything of the secret goes in as a property, nothing into a URL. All
/// time-outs are shorter than the 15 s lease of a rotation.
final class PostgresDialer implements Dialer {
  private static final int CONNECT_SECONDS = 5;
  private static final int SOCKET_SECONDS = 12;

  /// Ways to prove a password without showing it. Nothing else is done for a server that asks: it
  /// would learn the password, or be reached with credentials that are not the secret's, and one
  /// that asks for nothing would make every test of a password succeed.
  private static final String CHALLENGES = "scram-sha-256,md5";

  private final Driver driver = new Driver();
  private final TargetPolicy policy;
  private final TargetTrust trust;

  PostgresDialer(TargetPolicy policy, TargetTrust trust) {
    this.policy = policy;
    this.trust = trust;
  }

  @Override
  public Connection dial(Login login) throws SQLException, StepFailed {
    Dialing dialing = Dialing.to(login.target(), policy, trust);
    Properties properties = properties(login, dialing.mode(login.target()));
    Connection connection =
        ScopedValue.where(Dialing.CURRENT, dialing)
            .<Connection, SQLException>call(() -> driver.connect("jdbc:postgresql://", properties));
    if (connection == null) {
      throw new IllegalStateException("The driver does not know its own URL");
    }
    return connection;
  }

  private static Properties properties(Login login, TlsMode mode) {
    Properties properties = new Properties();
    PGProperty.PG_HOST.set(properties, login.target().host());
    PGProperty.PG_PORT.set(properties, login.target().port());
    PGProperty.PG_DBNAME.set(properties, login.target().database());
    PGProperty.USER.set(properties, login.user());
    PGProperty.PASSWORD.set(properties, login.password().revealString());
    PGProperty.APPLICATION_NAME.set(properties, "keyturn");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.0");
    PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
    PGProperty.SOCKET_TIMEOUT.set(properties, SOCKET_SECONDS);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.JAAS_LOGIN.set(properties, false);
    PGProperty.AUTHENTICATION_PLUGIN_CLASS_NAME.set(properties, PostgresPassword.class.getName());
    PGProperty.SOCKET_FACTORY.set(properties, GuardedSocketFactory.class.getName());
    tls(properties, mode);
    return properties;
  }

  private static void tls(Properties properties, TlsMode mode) {
    switch (mode) {
      case AUTOMATIC, VERIFIED -> {
        PGProperty.SSL_MODE.set(properties, "verify-full");
        PGProperty.SSL_FACTORY.set(properties, VerifyingSocketFactory.class.getName());
        PGProperty.REQUIRE_AUTH.set(properties, CHALLENGES + ",password");
      }
      case UNVERIFIED -> {
        PGProperty.SSL_MODE.set(properties, "require");
        PGProperty.SSL_FACTORY.set(properties, CredulousSocketFactory.class.getName());
        PGProperty.REQUIRE_AUTH.set(properties, CHALLENGES);
      }
      case CLEAR -> {
        PGProperty.SSL_MODE.set(properties, "disable");
        PGProperty.REQUIRE_AUTH.set(properties, CHALLENGES);
      }
    }
  }
}
