package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;

import dev.keyturn.function.Finding;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A session at a server of the MySQL family, which ends a session itself that is idle for longer
/// than a lease: a worker that stalled changes nothing later.
final class MySqlSession implements TargetSession {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlSession.class);

  private final Connection connection;
  private final Login login;
  private final MySqlAccounts accounts;

  MySqlSession(Connection connection, Login login, MySqlVersion version) {
    this.connection = connection;
    this.login = login;
    this.accounts = new MySqlAccounts(connection, version);
  }

  @Override
  public void probe() throws StepFailed {
    try {
      accounts.query("SELECT NOW()", row -> row.getString(1));
    } catch (SQLException error) {
      throw MySqlErrors.explain("A read as " + login.who(), error, new Redaction());
    }
  }

  @Override
  public Optional<String> accountHost() throws StepFailed {
    return Optional.of(self().host());
  }

  @Override
  public boolean keepsOldPassword() {
    return accounts.version().hasTwoPasswords();
  }

  @Override
  public void requireOneAccount(Optional<String> pinned) throws StepFailed {
    MySqlAccount self = self();
    if (pinned.isPresent() && !pinned.get().equals(self.host())) {
      throw new StepFailed(
          MISCONFIGURED,
          "%s logs in to the account %s, not to that of KEYTURN_USER_HOST, %s"
              .formatted(login.who(), self, pinned.get()),
          "Let KEYTURN_USER_HOST on the function be the host of the account that this server is let"
              + " in to, or remove it.");
    }
    List<MySqlAccount> all = visible();
    if (pinned.isEmpty() && all.size() > 1) {
      throw new StepFailed(
          MISCONFIGURED,
          "User %s has several accounts, each with a password of its own, and may change only that of"
                  .formatted(login.user())
              + " %s: %s"
                  .formatted(
                      self,
                      all.stream().map(MySqlAccount::toString).collect(Collectors.joining(", "))),
          "Rotate with the multi-user function, which sets all of them; or drop the accounts that are"
              + " not in use; or, if nobody logs in to the others with this secret, set"
              + " KEYTURN_USER_HOST=%s on the function.".formatted(self.host()));
    }
  }

  private List<MySqlAccount> visible() throws StepFailed {
    try {
      return accounts.visible(login.user()).orElse(List.of());
    } catch (SQLException error) {
      throw MySqlErrors.explain("Looking for accounts of " + login.user(), error, new Redaction());
    }
  }

  /// The account that was logged in to, which must be one of the user's name: an anonymous account,
  /// or one that another stands for, is somebody else's.
  private MySqlAccount self() throws StepFailed {
    MySqlAccount self;
    try {
      self = accounts.self();
    } catch (SQLException error) {
      throw MySqlErrors.explain("Asking for the account", error, new Redaction());
    }
    if (!self.user().equals(login.user())) {
      throw new StepFailed(
          MISCONFIGURED,
          "The server lets %s in as %s, whose password is not this user's"
              .formatted(login.who(), self.user().isEmpty() ? "an anonymous user" : self),
          "Drop the anonymous or proxy account, or create an account for this user and host.");
    }
    return self;
  }

  @Override
  public void setPassword(String user, SecretValue password) throws StepFailed {
    MySqlAccount self = self();
    set(
        "Setting the password of " + user,
        password,
        () -> new MySqlPasswords(accounts).setOwn(self, password, login.password()));
  }

  @Override
  public void restorePassword(String user, SecretValue password) throws StepFailed {
    setPassword(user, password);
  }

  @Override
  public void setAlternate(AlternateChange change) throws StepFailed {
    set(
        "Preparing " + change.user() + " as " + login.who(),
        change.password(),
        () -> new MySqlAlternates(accounts, change).make());
  }

  @Override
  public List<Finding> rehearseAlternate(AlternateChange change) {
    return new MySqlRehearsal(accounts, change)
        .findings(
            "Preparing " + change.user() + " as " + login.who(), new Redaction(login.password()));
  }

  /// Statements of one change.
  @FunctionalInterface
  private interface Change {
    void make() throws SQLException, StepFailed;
  }

  private void set(String what, SecretValue password, Change change) throws StepFailed {
    try {
      change.make();
    } catch (SQLException error) {
      throw MySqlErrors.explainPassword(what, error, new Redaction(login.password(), password));
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
