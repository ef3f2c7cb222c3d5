package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.ServerVersion;

/// PostgreSQL, Aurora PostgreSQL, and what speaks their protocol.
///
/// Every change is made in a transaction of its own, so that a statement which was still waiting
/// when its session ended never takes effect: without a living session there is no COMMIT.
public final class PostgreSql implements LoginEngine {
  private static final Traits TRAITS =
      new Traits(
          "postgres",
          Set.of("postgres", "aurora-postgresql"),
          5432,
          "postgres",
          ":/@\"'\\",
          "_clone",
          63);

  /// Own time-outs of the session, all shorter than a rotation's lease of 15 s. Put aside are a
  /// default of read-only and a search path that could hide the system's functions.
  private static final String SETTINGS =
      """
      SELECT pg_catalog.set_config('search_path', 'pg_catalog', false),
        pg_catalog.set_config('default_transaction_read_only', 'off', false),
        pg_catalog.set_config('statement_timeout', '10s', false),
        pg_catalog.set_config('lock_timeout', '5s', false),
        pg_catalog.set_config('idle_in_transaction_session_timeout', '10s', false)\
      """;

  private static final String IDLE_SETTING =
      ", pg_catalog.set_config('idle_session_timeout', '12s', false)";

  private final Dialer dialer;

  /// Over connections of the caller's making.
  public PostgreSql(Dialer dialer) {
    this.dialer = dialer;
  }

  /// Over real targets.
  public static PostgreSql over(TargetPolicy policy, TargetTrust trust) {
    return new PostgreSql(dialer(policy, trust));
  }

  /// How real targets are connected to.
  public static Dialer dialer(TargetPolicy policy, TargetTrust trust) {
    return new PostgresDialer(policy, trust);
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public TargetSession open(Login login) throws StepFailed {
    login.refuseHiddenCharacters();
    Redaction redaction = new Redaction(login.password());
    String tried = "Log-in as " + login.who();
    AtomicReference<Optional<String>> form = new AtomicReference<>(Optional.empty());
    try {
      Connection connection = dial(login, form);
      prepare(connection);
      return new PostgresSession(connection, login, form.get());
    } catch (SQLException error) {
      throw PostgresErrors.explain(tried, error, redaction);
    }
  }

  /// @param form is told in which form the server keeps the password, where it lets that be known
  private Connection dial(Login login, AtomicReference<Optional<String>> form)
      throws SQLException, StepFailed {
    try {
      return ScopedValue.where(PostgresPassword.FORM, form).call(() -> dialer.dial(login));
    } catch (SQLException | StepFailed failed) {
      throw failed;
    } catch (RuntimeException stumbled) {
      throw SqlFailure.strange(stumbled);
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean hasIdleTimeout =
          connection.unwrap(BaseConnection.class).haveMinimumServerVersion(ServerVersion.v14);
      statement.execute(hasIdleTimeout ? SETTINGS + IDLE_SETTING : SETTINGS);
    } catch (SQLException error) {
      connection.close();
      throw error;
    } catch (RuntimeException stumbled) {
      connection.close();
      throw SqlFailure.strange(stumbled);
    }
  }
}
