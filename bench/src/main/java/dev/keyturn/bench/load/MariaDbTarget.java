package dev.keyturn.bench.load;

import dev.keyturn.rotators.RealMariaDb;
import dev.keyturn.rotators.RealMySql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// MariaDB as the tests start it.
final class MariaDbTarget implements Target {
  private static final String ANYWHERE = "%";

  private final RealMySql server = RealMariaDb.start();

  @Override
  public String title() {
    return "MariaDB " + server.query("SELECT version()").getFirst().replaceFirst("-.*", "");
  }

  @Override
  public String template() {
    return "SecretsManagerRDSMariaDBRotation";
  }

  @Override
  public String place() {
    return """
    "engine":"mariadb","host":"%s","port":%d,"dbname":"%s"\
    """
        .formatted(server.host(), server.port(), server.database());
  }

  @Override
  public User application(String name) {
    return new User(
        name,
        server.createUser(name, ANYWHERE, "SELECT, INSERT ON %s.*".formatted(server.database())));
  }

  @Override
  public User superuser(String name, User... over) {
    return new User(name, server.createSuperuser(name));
  }

  @Override
  public Connection connect(User user) throws SQLException {
    return server.connect(user.name(), user.password());
  }

  @Override
  public void setPassword(Connection session, User user) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(
          "SET PASSWORD FOR %s = PASSWORD('%s')"
              .formatted(RealMySql.account(user.name(), ANYWHERE), user.password()));
    }
  }

  @Override
  public String settings() {
    return "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES', sql_quote_show_create = 1, wait_timeout = 12,"
        + " lock_wait_timeout = 5, innodb_lock_wait_timeout = 5, net_read_timeout = 10,"
        + " net_write_timeout = 10, max_statement_time = 5, tx_read_only = 0";
  }

  @Override
  public List<String> questions(User base, User clone, boolean clonesTurn) {
    List<String> questions = new ArrayList<>();
    for (User user : List.of(base, clone)) {
      questions.add("SELECT Host FROM mysql.user WHERE User = '%s'".formatted(user.name()));
    }
    questions.add("SHOW CREATE USER " + RealMySql.account(base.name(), ANYWHERE));
    if (clonesTurn) {
      questions.add("SHOW CREATE USER " + RealMySql.account(clone.name(), ANYWHERE));
      questions.add("SHOW GRANTS FOR " + RealMySql.account(base.name(), ANYWHERE));
      questions.add("SHOW GRANTS FOR " + RealMySql.account(clone.name(), ANYWHERE));
      questions.add("SELECT default_role FROM mysql.user WHERE User = '%s'".formatted(base.name()));
    }
    return questions;
  }

  @Override
  public List<String> questionsToHolder() {
    return List.of("SELECT CURRENT_USER()");
  }

  @Override
  public boolean knowsTransactions() {
    return false;
  }

  @Override
  public String hashOf(User user) {
    return "SELECT authentication_string FROM mysql.user WHERE user = '%s'".formatted(user.name());
  }

  @Override
  public Connection observer() throws SQLException {
    return server.connect("root", "");
  }

  @Override
  public void close() {
    server.close();
  }
}
