package dev.keyturn.rotators.target;

import static dev.keyturn.rotators.target.MySqlAccount.literal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a server of the MySQL family says about accounts, and the statements that change them.
final class MySqlAccounts {
  private static final Set<Integer> MAY_NOT_READ = Set.of(1044, 1142, 1143, 1227);

  private final Connection connection;
  private final MySqlVersion version;

  MySqlAccounts(Connection connection, MySqlVersion version) {
    this.connection = connection;
    this.version = version;
  }

  MySqlVersion version() {
    return version;
  }

  /// Makes one value of a row.
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// The account that this session logged in to: not always one of the name that it gave.
  MySqlAccount self() throws SQLException {
    String self = String.join("", query("SELECT CURRENT_USER()", row -> row.getString(1)));
    int at = self.lastIndexOf('@');
    if (at < 0) {
      throw new SQLException("It does not say as whom it has let the user in");
    }
    return new MySqlAccount(self.substring(0, at), self.substring(at + 1));
  }

  /// All accounts of a name.
  List<MySqlAccount> named(String user) throws SQLException {
    return query(
        "SELECT Host FROM mysql.user WHERE User = %s%s ORDER BY Host"
            .formatted(literal(user), version.mariaDb() ? " AND is_role = 'N'" : ""),
        row -> new MySqlAccount(user, row.getString(1)));
  }

  /// All accounts of a name, or empty when this session may not know.
  Optional<List<MySqlAccount>> visible(String user) throws SQLException {
    try {
      return Optional.of(named(user));
    } catch (SQLException error) {
      if (MAY_NOT_READ.contains(error.getErrorCode())) {
        return Optional.empty();
      }
      throw error;
    }
  }

  /// Runs a statement that is made of keywords and quoted texts only.
  void run(String sql) throws SQLException {
    try (Statement statement = statement()) {
      statement.execute(MySqlLeftovers.MARK + sql);
    } catch (RuntimeException stumbled) {
      throw SqlFailure.strange(stumbled);
    }
  }

  /// As [#run], for a query.
  <T> List<T> query(String sql, Row<T> row) throws SQLException {
    try (Statement statement = statement();
        ResultSet results = statement.executeQuery(sql)) {
      List<T> rows = new ArrayList<>();
      while (results.next()) {
        rows.add(row.read(results));
      }
      return rows;
    } catch (RuntimeException stumbled) {
      throw SqlFailure.strange(stumbled);
    }
  }

  /// Without JDBC's escapes in braces: a password may hold one.
  private Statement statement() throws SQLException {
    Statement statement = connection.createStatement();
    statement.setEscapeProcessing(false);
    return statement;
  }
}
