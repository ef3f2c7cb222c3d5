package dev.keyturn.rotators.target;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which server of the MySQL family it is, as it says in its greeting.
record MySqlVersion(boolean mariaDb, int number) {
  private static final Pattern NUMBERS =
      Pattern.compile("(\\d{1,4})\\.(\\d{1,2})(?:\\.(\\d{1,2}))?");

  static MySqlVersion of(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData();
    String version = server.getDatabaseProductVersion();
    Matcher numbers = NUMBERS.matcher(version);
    int number = 0;
    if (numbers.lookingAt()) {
      String patch = numbers.group(3);
      number =
          number(
              Integer.parseInt(numbers.group(1)),
              Integer.parseInt(numbers.group(2)),
              patch == null ? 0 : Integer.parseInt(patch));
    }
    return new MySqlVersion(server.getDatabaseProductName().contains("MariaDB"), number);
  }

  private static int number(int major, int minor, int patch) {
    return (major * 100 + minor) * 100 + patch;
  }

  /// Whether it is MySQL of this version or a later one.
  boolean mySqlFrom(int major, int minor, int patch) {
    return !mariaDb && number >= number(major, minor, patch);
  }

  /// Whether it is MariaDB of this version or a later one.
  boolean mariaDbFrom(int major, int minor, int patch) {
    return mariaDb && number >= number(major, minor, patch);
  }

  /// Whether accounts are altered with ALTER USER and shown with SHOW CREATE USER.
  boolean hasAlterUser() {
    return mySqlFrom(5, 7, 6) || mariaDbFrom(10, 2, 0);
  }

  /// Whether a user can have an old password beside the new one.
  boolean hasTwoPasswords() {
    return mySqlFrom(8, 0, 14);
  }
}
