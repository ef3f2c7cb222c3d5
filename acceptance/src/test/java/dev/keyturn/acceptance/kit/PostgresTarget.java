package dev.keyturn.acceptance.kit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.node.ObjectNode;

/// A real PostgreSQL that asks everybody for a password and logs every statement.
public final class PostgresTarget implements SqlTarget {
  private static final String DATABASE = "postgres";
  private static final String SUPERUSER = "postgres";

  private final EmbeddedPostgres postgres;
  private final String superuserPassword;
  private final PostgresCluster cluster;

  private PostgresTarget(EmbeddedPostgres postgres, Path data, String superuserPassword)
      throws SQLException {
    this.postgres = postgres;
    this.superuserPassword = superuserPassword;
    String binaries = ask("SELECT setting FROM pg_config WHERE name = 'BINDIR'");
    this.cluster = new PostgresCluster(data, Path.of(binaries));
  }

  private String ask(String query) throws SQLException {
    try (Connection connection = asSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private Connection asSuperuser() throws SQLException {
    return open(SUPERUSER, superuserPassword);
  }

  public static PostgresTarget start(String name) {
    Path data = Evidence.folder(name).resolve("data");
    String password = Evidence.secret(Program.randomText(24));
    try {
      // Outside the evidence: this file is meant to hold the password, for a moment.
      Path passwordFile = Files.writeString(Files.createTempFile("acceptance", ".pw"), password);
      try {
        return new PostgresTarget(process(data, passwordFile, password), data, password);
      } finally {
        Files.delete(passwordFile);
      }
    } catch (IOException | SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static EmbeddedPostgres process(Path data, Path passwordFile, String password)
      throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        // The data stay for the search at the end.
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofMinutes(1))
        .setServerConfig("unix_socket_directories", "''")
        .setServerConfig("log_statement", "all")
        .setServerConfig("log_connections", "on")
        .setServerConfig("log_min_duration_statement", "0")
        .setServerConfig("logging_collector", "on")
        .setServerConfig("log_directory", "log")
        .setServerConfig("ssl", "on")
        .setServerConfig("ssl_cert_file", Authority.OF_TARGETS.certificate().toString())
        .setServerConfig("ssl_key_file", Authority.OF_TARGETS.key().toString())
        .setLocaleConfig("pwfile", passwordFile.toString())
        .setLocaleConfig("auth-host", "scram-sha-256")
        .setConnectConfig("password", password)
        .start();
  }

  public int port() {
    return postgres.getPort();
  }

  @Override
  public String function(Strategy strategy) {
    return "SecretsManagerRDSPostgreSQLRotation"
        + (strategy.hasSuperuser() ? "MultiUser" : "SingleUser");
  }

  @Override
  public ObjectNode newUser(String name, Strategy strategy) throws SQLException {
    String password = Program.randomText(24);
    try (Connection connection = asSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + name + " LOGIN");
    }
    ObjectNode secret = secret(name, password);
    setPassword(new Credentials(secret.toString()));
    return secret;
  }

  /// Behind everybody's back.
  public void setPassword(Credentials credentials) throws SQLException {
    try (Connection connection = asSuperuser()) {
      connection
          .unwrap(PGConnection.class)
          .alterUserPassword(
              credentials.user(), credentials.password().toCharArray(), "scram-sha-256");
    }
  }

  /// Nor can anybody look for what users own: that is when an alternate user is being prepared.
  @Override
  public AutoCloseable hold() throws SQLException {
    Connection connection = asSuperuser();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE pg_authid IN SHARE MODE");
      statement.execute("LOCK TABLE pg_shdepend IN ACCESS EXCLUSIVE MODE");
    }
    return connection;
  }

  @Override
  public int waiting() throws SQLException {
    return sessions("wait_event_type = 'Lock'");
  }

  /// How many sessions there are.
  public int sessions() throws SQLException {
    return sessions("true");
  }

  private int sessions(String condition) throws SQLException {
    return Integer.parseInt(
        ask(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                + " AND pid <> pg_backend_pid() AND "
                + condition));
  }

  @Override
  public void stop() {
    cluster.stop();
  }

  @Override
  public void startAgain() {
    cluster.startAgain();
  }

  /// Keeps it as it is, for [#restore()].
  public void backUp() {
    cluster.backUp();
  }

  /// Everything is as it was when it was backed up.
  public void restore() {
    cluster.restore();
  }

  @Override
  public ObjectNode superuser() {
    return secret(SUPERUSER, superuserPassword);
  }

  private ObjectNode secret(String user, String password) {
    return JSON.createObjectNode()
        .put("engine", "postgres")
        .put("host", "localhost")
        .put("port", port())
        .put("dbname", DATABASE)
        .put("ssl", true)
        .put("username", user)
        .put("password", Evidence.secret(password));
  }

  @Override
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
  public void close() {
    try {
      postgres.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
