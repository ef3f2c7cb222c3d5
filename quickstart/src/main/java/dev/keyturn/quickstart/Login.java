package dev.keyturn.quickstart;

import dev.keyturn.key.SecretValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// As whom to log in, and where: what stands in a database secret. Not a record, because a record
/// would print the password.
final class Login {
  private static final JsonMapper JSON = new JsonMapper();

  private final int port;
  private final String database;
  private final String user;
  private final SecretValue password;

  Login(int port, String database, String user, SecretValue password) {
    this.port = port;
    this.database = database;
    this.user = user;
    this.password = password;
  }

  /// What a retrieved secret says.
  static Login of(SecretValue secret) {
    JsonNode json = JSON.readTree(secret.revealString());
    return new Login(
        json.required("port").asInt(),
        json.required("dbname").asString(),
        json.required("username").asString(),
        SecretValue.ofString(json.required("password").asString()));
  }

  String user() {
    return user;
  }

  /// The JSON of a database secret, as AWS's rotation functions want it.
  ///
  /// @param superuser the ARN of the superuser's secret, for alternating users
  SecretValue toSecret(Optional<String> superuser) {
    ObjectNode json = JSON.createObjectNode();
    json.put("engine", "postgres").put("host", "127.0.0.1").put("port", port);
    json.put("dbname", database).put("username", user).put("password", password.revealString());
    superuser.ifPresent(arn -> json.put("masterarn", arn));
    return SecretValue.ofString(json.toString());
  }

  /// A line of a `.pgpass` file.
  String toPasswordFileLine() {
    return "127.0.0.1:%d:*:%s:%s%n".formatted(port, user, password.revealString());
  }

  /// Logs in. The caller closes the connection.
  Connection open() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database);
    source.setUser(user);
    source.setPassword(password.revealString());
    source.setApplicationName("keyturn-quickstart");
    source.setConnectTimeout(5);
    source.setSslMode("disable");
    source.setGssEncMode("disable");
    return source.getConnection();
  }

  /// Makes the server take this password for this user. What is sent is a SCRAM verifier, so that
  /// no log of statements holds the password.
  void setPassword(PGConnection administrator) throws SQLException {
    administrator.alterUserPassword(user, password.revealString().toCharArray(), "scram-sha-256");
  }

  /// Whether the server answered, and answered no: wrong password, no such user.
  static boolean denied(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && state.startsWith("28");
  }

  @Override
  public String toString() {
    return user + "@127.0.0.1:" + port + "/" + database;
  }
}
