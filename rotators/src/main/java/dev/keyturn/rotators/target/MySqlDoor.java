package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Logs in to a server of the MySQL family, and sets the session up.
final class MySqlDoor {
  /// Own time-outs of the session, all shorter than a rotation's lease of 15 s. One way of quoting:
  /// a backslash stands for itself, and only a quote is doubled.
  private static final String SETTINGS =
      "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES', sql_quote_show_create = 1, wait_timeout = 12,"
          + " lock_wait_timeout = 5, innodb_lock_wait_timeout = 5, net_read_timeout = 10,"
          + " net_write_timeout = 10";

  private final Dialer dialer;

  MySqlDoor(Dialer dialer) {
    this.dialer = dialer;
  }

  TargetSession open(Login login) throws StepFailed {
    login.refuseHiddenCharacters();
    try {
      Connection connection = dialer.dial(login);
      MySqlVersion version = prepare(connection);
      if (!version.mariaDb()) {
        new MySqlLeftovers(new MySqlAccounts(connection, version), login.user()).end();
      }
      return new MySqlSession(connection, login, version);
    } catch (SQLException error) {
      throw MySqlErrors.explainLogIn(login, error);
    }
  }

  private static MySqlVersion prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      MySqlVersion version = MySqlVersion.of(connection);
      statement.execute(SETTINGS + of(version));
      return version;
    } catch (SQLException error) {
      connection.close();
      throw error;
    }
  }

  private static String of(MySqlVersion version) {
    StringBuilder more = new StringBuilder();
    if (version.mariaDbFrom(10, 1, 1)) {
      more.append(", max_statement_time = 5");
    }
    if (version.mySqlFrom(5, 7, 8)) {
      more.append(", max_execution_time = 5000");
    }
    if (version.mySqlFrom(8, 0, 17)) {
      more.append(", print_identified_with_as_hex = 1");
    }
    more.append(version.mySqlFrom(8, 0, 3) ? ", transaction_read_only" : ", tx_read_only");
    more.append(" = 0");
    return more.append(version.hasAlterUser() ? "" : ", old_passwords = 0").toString();
  }
}
