package dev.keyturn.bench.load;

import dev.keyturn.rotators.RealPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/// PostgreSQL as the tests start it.
final class PostgresTarget implements Target {
  private final RealPostgres server = RealPostgres.start();

  @Override
  public String title() {
    return "PostgreSQL " + server.version();
  }

  @Override
  public String template() {
    return "SecretsManagerRDSPostgreSQLRotation";
  }

  @Override
  public String place() {
    return """
    "engine":"postgres","host":"%s","port":%d,"dbname":"%s"\
    """
        .formatted(server.host(), server.port(), server.database());
  }

  @Override
  public User application(String name) {
    return new User(name, server.createUser(name, ""));
  }

  @Override
  public User superuser(String name, User... over) {
    User superuser = new User(name, server.createUser(name, "CREATEROLE"));
    for (User user : over) {
      server.execute("GRANT %s TO %s WITH ADMIN OPTION".formatted(user.name(), name));
    }
    return superuser;
  }

  @Override
  public Connection connect(User user) throws SQLException {
    return server.connect(user.name(), user.password());
  }

  @Override
  public void setPassword(Connection session, User user) throws SQLException {
    session
        .unwrap(PGConnection.class)
        .alterUserPassword(user.name(), user.password().toCharArray(), "scram-sha-256");
  }

  @Override
  public String settings() {
    return """
    SELECT set_config('search_path', 'pg_catalog', false), set_config('lock_timeout', '5s', false),
      set_config('statement_timeout', '10s', false), set_config('idle_session_timeout', '12s', false)\
    """;
  }

  @Override
  public List<String> questions(User base, User clone, boolean clonesTurn) {
    List<String> questions = new ArrayList<>();
    for (User user : List.of(base, clone)) {
      questions.add("SELECT * FROM pg_roles WHERE rolname = '%s'".formatted(user.name()));
    }
    questions.add("SELECT * FROM pg_roles WHERE rolname = current_user");
    questions.add(owned(clone, "o"));
    questions.add("SELECT pg_has_role('%s', 'MEMBER WITH ADMIN OPTION')".formatted(base.name()));
    questions.add(about(clone, "pg_auth_members", "member"));
    if (clonesTurn) {
      questions.add(about(base, "pg_auth_members", "member"));
      questions.add(about(base, "pg_db_role_setting", "setrole"));
      questions.add(about(clone, "pg_db_role_setting", "setrole"));
      questions.add(owned(clone, "a"));
    }
    return questions;
  }

  @Override
  public boolean knowsTransactions() {
    return true;
  }

  private static String about(User user, String table, String column) {
    return "SELECT * FROM %s WHERE %s = '%s'::regrole".formatted(table, column, user.name());
  }

  private static String owned(User user, String how) {
    return "SELECT dbid, count(*) FROM pg_shdepend WHERE deptype = '%s' AND refobjid = '%s'::regrole GROUP BY 1"
        .formatted(how, user.name());
  }

  @Override
  public String hashOf(User user) {
    return "SELECT rolpassword FROM pg_authid WHERE rolname = '%s'".formatted(user.name());
  }

  @Override
  public Connection observer() throws SQLException {
    return server.connect("postgres", "");
  }

  @Override
  public void close() {
    server.close();
  }
}
