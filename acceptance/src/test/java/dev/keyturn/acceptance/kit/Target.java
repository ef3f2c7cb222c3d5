package dev.keyturn.acceptance.kit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/// A real PostgreSQL that asks everybody for a password and logs every statement.
public final class Target implements AutoCloseable {
  private static final String DATABASE = "postgres";

  private final EmbeddedPostgres postgres;
  private final String superuserPassword;

  private Target(EmbeddedPostgres postgres, String superuserPassword) {
    this.postgres = postgres;
    this.superuserPassword = superuserPassword;
  }

  public static Target start(String name) throws IOException {
    Path folder = Evidence.folder(name);
    String password = Evidence.secret(Program.randomText(24));
    // Outside the evidence: this file is meant to hold the password, for a moment.
    Path passwordFile = Files.writeString(Files.createTempFile("acceptance", ".pw"), password);
    try {
      return new Target(process(folder, passwordFile, password), password);
    } finally {
      Files.delete(passwordFile);
    }
  }

  private static EmbeddedPostgres process(Path folder, Path passwordFile, String password)
      throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        // The data stay for the search at the end.
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofMinutes(1))
        .setServerConfig("unix_socket_directories", "''")
        .setServerConfig("log_statement", "all")
        .setServerConfig("log_connections", "on")
        .setServerConfig("log_min_duration_statement", "0")
        .setServerConfig("logging_collector", "on")
        .setServerConfig("log_directory", "log")
        .setLocaleConfig("pwfile", passwordFile.toString())
        .setLocaleConfig("auth-host", "scram-sha-256")
        .setConnectConfig("password", password)
        .start();
  }

  public int port() {
    return postgres.getPort();
  }

  /// Makes a user that may log in, and returns its password.
  public String createUser(String user) throws SQLException {
    String password = Evidence.secret(Program.randomText(24));
    try (Connection connection = open("postgres", superuserPassword);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + user + " LOGIN");
      connection
          .unwrap(PGConnection.class)
          .alterUserPassword(user, password.toCharArray(), "scram-sha-256");
    }
    return password;
  }

  /// The secret JSON of a user, as AWS's rotation functions want it.
  public String secretOf(String user, String password) {
    return """
    {"engine":"postgres","host":"127.0.0.1","port":%d,"dbname":"%s",\
    "username":"%s","password":"%s"}\
    """
        .formatted(port(), DATABASE, user, password);
  }

  /// The secret JSON of the superuser.
  public String superuserSecret() {
    return secretOf("postgres", superuserPassword);
  }

  /// Whether these credentials open the database.
  public boolean opens(String user, String password) throws SQLException {
    try (Connection connection = open(user, password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT session_user")) {
      return row.next() && row.getString(1).equals(user);
    } catch (SQLException denied) {
      if (denied.getSQLState().startsWith("28")) {
        return false;
      }
      throw denied;
    }
  }

  private Connection open(String user, String password) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {port()});
    source.setDatabaseName(DATABASE);
    source.setUser(user);
    source.setPassword(password);
    source.setSslMode("disable");
    return source.getConnection();
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
