package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.sql.Connection;
import java.sql.SQLException;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.HostAddress;

/// Connects to MySQL and MariaDB with MariaDB's driver. Everything of the secret goes in as an
/// option, nothing into a URL. All time-outs are shorter than the 15 s lease of a rotation.
///
/// Whatever a server may ask of a client is refused, for the server may be a hostile one: files of
/// this machine, another server to go on to, the password itself.
final class MySqlDialer implements Dialer {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int SOCKET_MILLIS = 12_000;

  /// What proves that the client knows the password and does not hand it over.
  private static final String PROVING =
      "mysql_native_password,client_ed25519,caching_sha2_password,parsec";

  private static final String HANDING_OVER = ",mysql_clear_password,dialog";

  private final TargetPolicy policy;
  private final TargetTrust trust;

  MySqlDialer(TargetPolicy policy, TargetTrust trust) {
    this.policy = policy;
    this.trust = trust;
  }

  @Override
  public Connection dial(Login login) throws SQLException, StepFailed {
    Dialing dialing = Dialing.to(login.target(), policy, trust);
    Configuration configuration = configuration(login, dialing.mode(login.target()));
    try {
      return ScopedValue.where(Dialing.CURRENT, dialing)
          .<Connection, SQLException>call(() -> Driver.connect(configuration));
    } catch (SQLException error) {
      throw answered(error);
    } catch (RuntimeException stumbled) {
      throw SqlFailure.strange(stumbled);
    }
  }

  /// What the server answered to what follows a log-in is an error of its own inside the driver's.
  private static SQLException answered(SQLException error) {
    return error.getCause() instanceof SQLException cause && cause.getErrorCode() > 0
        ? cause
        : error;
  }

  /// The driver's defaults. Only a configuration that was read from a URL is complete, and reading
  /// takes longer than a statement.
  private static final class Defaults {
    static final Configuration READ = read();

    private static Configuration read() {
      try {
        return Configuration.parse("jdbc:mariadb://localhost/");
      } catch (SQLException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private static Configuration configuration(Login login, TlsMode mode) throws SQLException {
    Configuration.Builder options =
        Defaults.READ.toBuilder()
            .addresses(HostAddress.from(login.target().host(), login.target().port()))
            .user(login.user())
            .password(login.password().revealString())
            .socketFactory(GuardedSocketFactory.class.getName())
            .connectTimeout(CONNECT_MILLIS)
            .socketTimeout(SOCKET_MILLIS)
            .tcpKeepAlive(true)
            .autocommit(true)
            .jdbcCompliantTruncation(false)
            .initSql(MySqlSettings.AT_LOG_IN)
            .connectionAttributes("program_name:keyturn")
            .allowLocalInfile(false)
            .allowMultiQueries(false)
            .allowPublicKeyRetrieval(false)
            .permitRedirect(false)
            .deferCertificateValidation(false)
            .fallbackToSystemKeyStore(false)
            .dumpQueriesOnException(false)
            .useServerPrepStmts(false);
    if (!login.target().database().isEmpty()) {
      options.database(login.target().database());
    }
    tls(options, mode);
    return options.build();
  }

  private static void tls(Configuration.Builder options, TlsMode mode) {
    switch (mode) {
      case AUTOMATIC, VERIFIED ->
          options
              .sslMode("verify-full")
              .tlsSocketType(MySqlTls.TYPE)
              .restrictedAuth(PROVING + HANDING_OVER);
      case UNVERIFIED -> options.sslMode("trust").restrictedAuth(PROVING);
      case CLEAR -> options.sslMode("disable").restrictedAuth(PROVING);
    }
  }
}
