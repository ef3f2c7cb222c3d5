package dev.keyturn.rotators.target;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Statements that an earlier session of this user left behind at a MySQL server. One that waits
/// for the tables of accounts waits for as long as it takes (`FLUSH TABLES WITH READ LOCK`),
/// whatever the session's time-outs say and whether or not anybody is still there, and is carried
/// out then: by a worker that was replaced long ago. MariaDB ends it by itself.
final class MySqlLeftovers {
  /// What the statements of rotations begin with.
  static final String MARK = "/* keyturn */ ";

  /// No session waits longer for an answer than the driver does.
  private static final int ABANDONED_SECONDS = 12;

  private static final Logger LOG = LoggerFactory.getLogger(MySqlLeftovers.class);

  private final MySqlAccounts accounts;
  private final String user;

  MySqlLeftovers(MySqlAccounts accounts, String user) {
    this.accounts = accounts;
    this.user = user;
  }

  /// Ends them. A user may do so with its own sessions.
  void end() {
    try {
      for (long session : accounts.query(waiting(), row -> row.getLong(1))) {
        LOG.warn("Ending session {} of {}: its statement was given up", session, user);
        accounts.run("KILL CONNECTION " + session);
      }
    } catch (SQLException error) {
      LOG.debug("Could not look for sessions of {}: {}", user, error.getErrorCode());
    }
  }

  private String waiting() {
    return "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = %s AND TIME >= %d AND INFO LIKE '%s%%'"
        .formatted(MySqlAccount.literal(user), ABANDONED_SECONDS, MARK);
  }
}
