package dev.keyturn.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection with its prepared statements. Used by one thread at a time.
///
/// Parameters are strings, longs, bytes, instants, or an `Optional` of one of these.
final class Session implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Session(Connection connection) {
    this.connection = connection;
  }

  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  <T> List<T> query(String sql, Row<T> row, Object... parameters) throws SQLException {
    try (var rows = bound(sql, parameters).executeQuery()) {
      var all = new ArrayList<T>();
      while (rows.next()) {
        all.add(row.of(rows));
      }
      return all;
    }
  }

  /// The one row of a query that has no more, or empty.
  <T> Optional<T> one(String sql, Row<T> row, Object... parameters) throws SQLException {
    return query(sql, row, parameters).stream().findFirst();
  }

  int update(String sql, Object... parameters) throws SQLException {
    return bound(sql, parameters).executeUpdate();
  }

  /// Runs a statement that is not kept prepared: SQLite obeys some when they are prepared, and only
  /// then.
  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private PreparedStatement bound(String sql, Object... parameters) throws SQLException {
    var statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      bind(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, int at, Object value) throws SQLException {
    switch (value) {
      case String text -> statement.setString(at, text);
      case Long number -> statement.setLong(at, number);
      case Instant instant -> statement.setLong(at, Nanos.of(instant));
      case byte[] bytes -> statement.setBytes(at, bytes);
      case Optional<?> some when some.isPresent() -> bind(statement, at, some.get());
      case Optional<?> _ -> statement.setNull(at, Types.BIGINT);
      default -> throw new IllegalArgumentException("No parameter: " + value.getClass());
    }
  }

  /// An instant of a column that may be null.
  static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    long nanos = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Nanos.instant(nanos));
  }

  /// Closes it, whatever state it is in.
  void discard() {
    try {
      close();
    } catch (SQLException e) {
      log.debug("A connection did not close", e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
