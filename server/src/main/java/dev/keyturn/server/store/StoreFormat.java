package dev.keyturn.server.store;

import java.sql.SQLException;

/// Asks a store for its format, so that a start which has nothing to migrate does not load the
/// library that migrates: that was a third of the start.
final class StoreFormat {
  /// The number of the last migration of this program.
  static final String NEWEST = "3";

  private static final String HISTORY =
      "SELECT version, success FROM flyway_schema_history ORDER BY installed_rank";

  private StoreFormat() {}

  /// Whether every migration of this program was done, and nothing else. False when in doubt.
  static boolean isNewest(Dialect dialect) {
    try (var connection = dialect.dataSource().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(HISTORY)) {
      String last = "";
      boolean succeeded = true;
      while (rows.next()) {
        last = String.valueOf(rows.getString(1));
        succeeded &= rows.getBoolean(2);
      }
      return succeeded && last.equals(NEWEST);
    } catch (SQLException _) {
      // No history yet, or no database to read: whoever migrates finds out and says so.
      return false;
    }
  }
}
