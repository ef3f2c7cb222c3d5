package dev.keyturn.quickstart;

import dev.keyturn.key.SecretValue;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;

/// A real PostgreSQL with an application user and a table of its orders. Every log-in needs a
/// password from the first moment on. Started as root, it runs in a user namespace without root's
/// rights.
final class Database {
  private static final String SUPERUSER = "postgres";
  private static final String NAME = "shop";
  private static final String USER = "shop";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int port;
  private final Login superuser;
  private final Login application;

  private Database(int port, Login superuser, Login application) {
    this.port = port;
    this.superuser = superuser;
    this.application = application;
  }

  static Database start(Workspace workspace, Cleanup cleanup) throws IOException, SQLException {
    SecretValue password = newPassword();
    EmbeddedPostgres postgres = startProcess(workspace, password, cleanup);
    int port = postgres.getPort();
    Login first = new Login(port, "postgres", SUPERUSER, password);
    Login application = new Login(port, NAME, USER, newPassword());
    try (Connection connection = first.open()) {
      execute(connection, "CREATE DATABASE " + NAME, "CREATE ROLE " + USER + " LOGIN");
    }
    Database database = new Database(port, new Login(port, NAME, SUPERUSER, password), application);
    database.createShop();
    return database;
  }

  private static EmbeddedPostgres startProcess(
      Workspace workspace, SecretValue password, Cleanup cleanup) throws IOException {
    Path folder = workspace.folder("postgres");
    Path data = folder.resolve("data");
    // The library makes its folder wherever this points, used or not.
    System.setProperty("ot.epg.working-dir", folder.toString());
    cleanup.add(() -> killPostmaster(data));
    Path passwordFile = workspace.file("superuser-password", password.revealString());
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(Duration.ofMinutes(1))
            .setServerConfig("unix_socket_directories", "''")
            // These reach initdb as options: no moment without passwords.
            .setLocaleConfig("pwfile", passwordFile.toString())
            .setLocaleConfig("auth-host", "scram-sha-256")
            .setConnectConfig("password", password.revealString())
            .start();
    Files.delete(passwordFile);
    return cleanup.add(postgres);
  }

  /// The last resort, for a start that was interrupted half-way.
  private static void killPostmaster(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (Files.exists(file)) {
      long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private void createShop() throws SQLException {
    try (Connection connection = superuser.open()) {
      execute(
          connection,
          """
          CREATE TABLE orders (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            placed timestamptz NOT NULL DEFAULT now(),
            placed_by text NOT NULL DEFAULT session_user)
          """,
          "GRANT SELECT, INSERT ON orders TO " + USER);
      application.setPassword(connection.unwrap(PGConnection.class));
    }
  }

  private static void execute(Connection connection, String... commands) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }

  int port() {
    return port;
  }

  /// The superuser that may make and change users.
  Login superuser() {
    return superuser;
  }

  /// The application's user, with its first password.
  Login application() {
    return application;
  }

  /// How many orders each user has placed.
  Map<String, Long> ordersByUser() throws SQLException {
    Map<String, Long> orders = new TreeMap<>();
    try (Connection connection = superuser.open();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT placed_by, count(*) FROM orders GROUP BY placed_by")) {
      while (rows.next()) {
        orders.put(rows.getString(1), rows.getLong(2));
      }
    }
    return orders;
  }

  private static SecretValue newPassword() {
    StringBuilder password = new StringBuilder();
    RANDOM.ints(32, 0, 36).forEach(digit -> password.append(Character.forDigit(digit, 36)));
    return SecretValue.ofString(password.toString());
  }
}
