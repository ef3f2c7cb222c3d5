package dev.keyturn.rotators.target;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Finding;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.ServerVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A session at a PostgreSQL server.
final class PostgresSession implements TargetSession {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSession.class);
  private static final String SCRAM = "scram-sha-256";
  private static final String TAKEN =
      "The server takes a password like those that would be set (tried, and rolled back)";
  private static final Duration STALE = Duration.ofSeconds(12);

  private final Connection connection;
  private final Login login;
  private final Optional<String> form;
  private long usedAt = System.nanoTime();

  /// @param form in which form the server keeps the password of this log-in, where it is known
  PostgresSession(Connection connection, Login login, Optional<String> form) {
    this.connection = connection;
    this.login = login;
    this.form = form;
  }

  /// Statements of one change.
  @FunctionalInterface
  private interface Change {
    void make(PostgresRoles roles) throws SQLException, StepFailed;
  }

  @Override
  public void probe() throws StepFailed {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_catalog.now()");
      usedAt = System.nanoTime();
    } catch (SQLException error) {
      throw PostgresErrors.explain("A read as " + login.who(), error, new Redaction());
    }
  }

  /// Which kind of verifier is the server's own setting, `password_encryption`, so that clients
  /// which cannot do better are not locked out; but who logged in with SCRAM can do that, and may
  /// meet a rule in pg_hba.conf that takes nothing else.
  @Override
  public void setPassword(String user, SecretValue password) throws StepFailed {
    setPassword(user, password, kept(user));
  }

  private Optional<String> kept(String user) {
    return user.equals(login.user()) ? form.filter(SCRAM::equals) : Optional.empty();
  }

  /// In the form that opened. Where that is not known: a SCRAM verifier opens under the rules
  /// `scram-sha-256` and `md5` of pg_hba.conf alike.
  @Override
  public void restorePassword(String user, SecretValue password) throws StepFailed {
    Optional<String> usual = knowsScram() ? Optional.of(SCRAM) : Optional.empty();
    setPassword(user, password, form.or(() -> usual));
  }

  private boolean knowsScram() throws StepFailed {
    try {
      return connection.unwrap(BaseConnection.class).haveMinimumServerVersion(ServerVersion.v10);
    } catch (SQLException error) {
      throw PostgresErrors.explain("Asking for the version", error, new Redaction());
    }
  }

  private void setPassword(String user, SecretValue password, Optional<String> encryption)
      throws StepFailed {
    change(
        "Setting the password of " + user,
        password,
        roles -> setOwn(roles, user, password, encryption));
  }

  private void setOwn(
      PostgresRoles roles, String user, SecretValue password, Optional<String> encryption)
      throws SQLException, StepFailed {
    if (user.equals(login.user())) {
      // A user may change its own password; the role that its settings put on may not.
      roles.run("SET LOCAL ROLE NONE");
    }
    alter(user, password, encryption);
  }

  @Override
  public void setAlternate(AlternateChange change) throws StepFailed {
    change(
        "Preparing " + change.user() + " as " + login.who(),
        change.password(),
        roles -> {
          new PostgresAlternates(roles, change, PostgresSession::warn).prepare();
          alter(change.user(), change.password(), change.form().filter(SCRAM::equals));
        });
  }

  @Override
  public Optional<String> passwordForm() {
    return form;
  }

  private static void warn(Finding surplus) {
    LOG.warn("{}. {}", surplus.text(), surplus.remedy());
  }

  @Override
  public List<Finding> rehearsePassword(String user, SecretValue sample) {
    PostgresRehearsal rehearsal = rehearsal(sample);
    return rehearsal.rolledBack(() ->
        rehearsal.part(
            "password",
            roles -> {
              PostgresInspection inspection = new PostgresInspection(roles, rehearsal.findings());
              inspection.expiry(user);
              inspection.connections(user);
              setOwn(roles, user, sample, kept(user));
              return TAKEN;
            }));
  }

  @Override
  public List<Finding> rehearseAlternate(AlternateChange change) {
    PostgresRehearsal rehearsal = rehearsal(change.password());
    PostgresTrial trial = new PostgresTrial(rehearsal, change);
    return rehearsal.rolledBack(() ->
        trial.run(roles -> {
          alter(change.user(), change.password(), change.form().filter(SCRAM::equals));
          return TAKEN;
        }));
  }

  private PostgresRehearsal rehearsal(SecretValue sample) {
    return new PostgresRehearsal(connection, login.who(), new Redaction(login.password(), sample));
  }

  /// Sends a verifier that the driver computed: the server's log of statements shows no password.
  private void alter(String user, SecretValue password, Optional<String> encryption)
      throws SQLException, StepFailed {
    try {
      connection
          .unwrap(PGConnection.class)
          .alterUserPassword(user, password.revealString().toCharArray(), encryption.orElse(null));
    } catch (SQLException error) {
      throw PostgresErrors.explainPassword(
          "Setting the password of " + user + " as " + login.who(),
          error,
          new Redaction(login.password(), password));
    }
  }

  private void change(String what, SecretValue password, Change change) throws StepFailed {
    refuseWhenStale(what);
    try {
      connection.setAutoCommit(false);
      change.make(new PostgresRoles(connection));
      connection.commit();
      connection.setAutoCommit(true);
      usedAt = System.nanoTime();
    } catch (SQLException error) {
      rollBack();
      throw PostgresErrors.explain(what, error, new Redaction(login.password(), password));
    } catch (StepFailed failed) {
      rollBack();
      throw failed;
    }
  }

  /// A session that lay idle for too long may belong to a worker that was stalled and replaced:
  /// what it wants to do now is out of date. (Servers before 14 cannot end it by themselves.)
  private void refuseWhenStale(String what) throws StepFailed {
    if (System.nanoTime() - usedAt > STALE.toNanos()) {
      throw new StepFailed(
          FailureClass.TIMEOUT,
          what + " was not tried: the session was idle for longer than " + STALE.toSeconds() + " s",
          "The rotation is tried again by itself.");
    }
  }

  private void rollBack() {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException error) {
      LOG.debug("The session of {} is lost: {}", login.who(), error.getSQLState());
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException error) {
      LOG.debug("The session of {} ended badly: {}", login.who(), error.getSQLState());
    }
  }
}
