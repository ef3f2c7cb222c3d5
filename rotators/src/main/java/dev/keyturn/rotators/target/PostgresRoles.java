package dev.keyturn.rotators.target;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.ServerVersion;

/// What the catalogue of a PostgreSQL server says about roles, and the statements that change them.
/// Used within one transaction.
final class PostgresRoles {
  private final Connection connection;

  PostgresRoles(Connection connection) {
    this.connection = connection;
  }

  /// A role.
  ///
  /// @param validUntil as the server writes it, to be given back to it unread
  record Role(
      long oid,
      String name,
      boolean superuser,
      boolean createsRoles,
      boolean logsIn,
      int connectionLimit,
      Optional<String> validUntil) {}

  /// Makes one value of a row.
  @FunctionalInterface
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  Optional<Role> find(String name) throws SQLException {
    return query(
            """
            SELECT oid, rolname, rolsuper, rolcreaterole, rolcanlogin, rolconnlimit,
              rolvaliduntil::text
            FROM pg_catalog.pg_roles WHERE rolname = ?\
            """,
            PostgresRoles::role,
            name)
        .stream()
        .findFirst();
  }

  /// The role that this session acts as.
  Role self() throws SQLException {
    return query(
            """
            SELECT oid, rolname, rolsuper, rolcreaterole, rolcanlogin, rolconnlimit,
              rolvaliduntil::text
            FROM pg_catalog.pg_roles WHERE rolname = current_user\
            """,
            PostgresRoles::role)
        .getFirst();
  }

  private static Role role(ResultSet row) throws SQLException {
    return new Role(
        row.getLong(1),
        row.getString(2),
        row.getBoolean(3),
        row.getBoolean(4),
        row.getBoolean(5),
        row.getInt(6),
        Optional.ofNullable(row.getString(7)));
  }

  /// Whether a creator of roles needs ADMIN OPTION on those that it changes: since version 16.
  boolean needsAdminOption() throws SQLException {
    return connection.unwrap(BaseConnection.class).haveMinimumServerVersion(ServerVersion.v16);
  }

  boolean hasAdminOption(String role) throws SQLException {
    return query(
            "SELECT pg_catalog.pg_has_role(?, 'MEMBER WITH ADMIN OPTION')",
            row -> row.getBoolean(1),
            role)
        .getFirst();
  }

  /// The roles that a role was made a member of directly.
  SortedSet<String> memberships(Role member) throws SQLException {
    return new TreeSet<>(
        query(
            """
            SELECT DISTINCT granted.rolname FROM pg_catalog.pg_auth_members m
            JOIN pg_catalog.pg_roles granted ON granted.oid = m.roleid WHERE m.member = ?\
            """,
            row -> row.getString(1),
            member.oid()));
  }

  /// Whether a member may use what it is a member of: inherit it, and set it as its role.
  boolean uses(Role member, Role granted) throws SQLException {
    String usable = needsAdminOption() ? "m.inherit_option AND m.set_option" : "true";
    return !query(
            "SELECT 1 FROM pg_catalog.pg_auth_members m WHERE m.member = ? AND m.roleid = ? AND "
                + usable,
            row -> row.getInt(1),
            member.oid(),
            granted.oid())
        .isEmpty();
  }

  /// Whether the password of a role is refused within 90 days, by the server's clock.
  boolean expiresSoon(Role role) throws SQLException {
    return query(
            """
            SELECT coalesce(rolvaliduntil < pg_catalog.now() + interval '90 days', false)
            FROM pg_catalog.pg_roles WHERE oid = ?\
            """,
            row -> row.getBoolean(1),
            role.oid())
        .getFirst();
  }

  /// What a role may do beyond logging in, as the words of ALTER ROLE.
  SortedSet<String> attributes(Role role) throws SQLException {
    return new TreeSet<>(
        query(
            """
            SELECT word FROM pg_catalog.pg_roles r CROSS JOIN LATERAL (VALUES
              (r.rolsuper, 'SUPERUSER'), (r.rolcreaterole, 'CREATEROLE'),
              (r.rolcreatedb, 'CREATEDB'), (r.rolreplication, 'REPLICATION'),
              (r.rolbypassrls, 'BYPASSRLS')) AS attribute (has, word)
            WHERE has AND r.oid = ?\
            """,
            row -> row.getString(1),
            role.oid()));
  }

  /// In which databases a role owns how many objects.
  List<String> ownedIn(Role role) throws SQLException {
    return dependentsIn(role, "o");
  }

  /// In which databases a role is named in the privileges of how many objects.
  List<String> privilegesIn(Role role) throws SQLException {
    return dependentsIn(role, "a");
  }

  private List<String> dependentsIn(Role role, String kind) throws SQLException {
    return query(
        """
        SELECT coalesce(d.datname, ''), count(*) FROM pg_catalog.pg_shdepend s
        LEFT JOIN pg_catalog.pg_database d ON d.oid = s.dbid
        WHERE s.deptype = ?::"char" AND s.refclassid = 'pg_catalog.pg_authid'::regclass
          AND s.refobjid = ? GROUP BY 1 ORDER BY 1\
        """,
        row ->
            row.getLong(2)
                + (row.getString(1).isEmpty()
                    ? " shared (databases, tablespaces)"
                    : " in database " + row.getString(1)),
        kind,
        role.oid());
  }

  /// The settings that a role has for itself, everywhere and in single databases.
  List<RoleSetting> settings(Role role) throws SQLException {
    return query(
        """
        SELECT d.datname, split_part(line, '=', 1), substr(line, strpos(line, '=') + 1)
        FROM pg_catalog.pg_db_role_setting s
        CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS line
        LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
        WHERE s.setrole = ? ORDER BY 1 NULLS FIRST, 2\
        """,
        row ->
            new RoleSetting(
                Optional.ofNullable(row.getString(1)), row.getString(2), row.getString(3)),
        role.oid());
  }

  /// Runs a statement whose text is made of keywords, [#quoted] and [#literal] only.
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// An identifier, quoted. (A zero character cannot come this far: no log-in has one.)
  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /// A text, quoted.
  String literal(String text) throws SQLException {
    // The driver escapes what is inside; a backslash stands for itself, for it set
    // standard_conforming_strings.
    return "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'";
  }

  private <T> List<T> query(String sql, Row<T> row, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          rows.add(row.read(results));
        }
      }
      return rows;
    }
  }
}
