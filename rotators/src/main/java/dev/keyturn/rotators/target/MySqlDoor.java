package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// Logs in to a server of the MySQL family, and sets the session up.
final class MySqlDoor {
  private final Dialer dialer;

  MySqlDoor(Dialer dialer) {
    this.dialer = dialer;
  }

  TargetSession open(Login login) throws StepFailed {
    login.refuseHiddenCharacters();
    try {
      Connection connection = dialer.dial(login);
      try {
        return session(connection, login);
      } catch (SQLException error) {
        connection.close();
        throw error;
      }
    } catch (SQLException error) {
      throw MySqlErrors.explainLogIn(login, error);
    }
  }

  private static TargetSession session(Connection connection, Login login) throws SQLException {
    MySqlVersion version = MySqlVersion.of(connection);
    MySqlAccounts accounts = new MySqlAccounts(connection, version);
    Optional<String> settings = MySqlSettings.afterLogIn(version);
    if (settings.isPresent()) {
      accounts.run(settings.get());
    }
    if (!version.mariaDb()) {
      new MySqlLeftovers(accounts, login.user()).end();
    }
    return new MySqlSession(connection, login, version);
  }
}
