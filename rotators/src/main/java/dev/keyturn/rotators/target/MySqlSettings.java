package dev.keyturn.rotators.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What every session of a rotation sets for itself: its own time-outs, all shorter than a
/// rotation's lease of 15 s, and one way of quoting, in which a backslash stands for itself and
/// only a quote is doubled.
final class MySqlSettings {
  /// Sent right behind the log-in, so that its answer costs no time of its own. What only MariaDB
  /// from 10.2 knows stands in a comment that nobody else reads.
  static final String AT_LOG_IN =
      MySqlLeftovers.MARK
          + "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES', sql_quote_show_create = 1,"
          + " wait_timeout = 12, lock_wait_timeout = 5, innodb_lock_wait_timeout = 5,"
          + " net_read_timeout = 10, net_write_timeout = 10"
          + " /*M!100200 , max_statement_time = 5, tx_read_only = 0 */";

  private MySqlSettings() {}

  /// What is left for a server that has said which it is. MySQL reads the comments of later
  /// versions, too, but has none that hides from them what they have dropped.
  static Optional<String> afterLogIn(MySqlVersion version) {
    if (version.mariaDbFrom(10, 2, 0)) {
      return Optional.empty();
    }
    List<String> settings = new ArrayList<>();
    if (version.mariaDbFrom(10, 1, 1)) {
      settings.add("max_statement_time = 5");
    }
    if (version.mySqlFrom(5, 7, 8)) {
      settings.add("max_execution_time = 5000");
    }
    if (version.mySqlFrom(8, 0, 17)) {
      settings.add("print_identified_with_as_hex = 1");
    }
    settings.add(version.mySqlFrom(8, 0, 3) ? "transaction_read_only = 0" : "tx_read_only = 0");
    if (!version.hasAlterUser()) {
      settings.add("old_passwords = 0");
    }
    return Optional.of("SET SESSION " + String.join(", ", settings));
  }
}
