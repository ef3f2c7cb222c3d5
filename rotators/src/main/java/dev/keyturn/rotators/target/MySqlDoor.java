package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.sql.Connection;
import java.sql.SQLException;

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
    accounts.run(SETTINGS + of(version));
    if (!version.mariaDb()) {
      new MySqlLeftovers(accounts, login.user()).end();
    }
    return new MySqlSession(connection, login, version);
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
