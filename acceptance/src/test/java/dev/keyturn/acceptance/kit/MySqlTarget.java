package dev.keyturn.acceptance.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.keyturn.rotators.RealMariaDb;
import dev.keyturn.rotators.RealMySql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/// A real MariaDB, or a real MySQL 5.6, which speaks no TLS that is taken.
public final class MySqlTarget implements SqlTarget {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final RealMySql server;
  private final String function;

  private MySqlTarget(RealMySql server, String function) {
    this.server = server;
    this.function = function;
  }

  public static MySqlTarget mariaDb() {
    return new MySqlTarget(
        RealMariaDb.start(Authority.OF_TARGETS), "SecretsManagerRDSMariaDBRotation");
  }

  /// Skips the test where there is no npm to fetch it.
  public static MySqlTarget mySql() {
    return new MySqlTarget(RealMySql.start(), "SecretsManagerRDSMySQLRotation");
  }

  @Override
  public String function(Strategy strategy) {
    return function + (strategy.hasSuperuser() ? "MultiUser" : "SingleUser");
  }

  @Override
  public ObjectNode newUser(String name, Strategy strategy) {
    return secret(name, server.createUser(name, "%", "SELECT ON orders.*"));
  }

  @Override
  public ObjectNode superuser() {
    String name = server.newName("admin");
    return secret(name, server.createSuperuser(name));
  }

  private ObjectNode secret(String user, String password) {
    boolean encrypted = server.engine().equals("mariadb");
    return JSON.createObjectNode()
        .put("engine", server.engine())
        .put("host", encrypted ? "localhost" : server.host())
        .put("port", server.port())
        .put("ssl", encrypted)
        .put("username", user)
        .put("password", Evidence.secret(password));
  }

  @Override
  public boolean opens(String user, String password) {
    return server.logIn(user, password);
  }

  @Override
  public AutoCloseable hold() throws SQLException {
    Connection connection = server.connect("root", "");
    try (Statement statement = connection.createStatement()) {
      statement.execute("FLUSH TABLES WITH READ LOCK");
    }
    return connection;
  }

  @Override
  public int waiting() {
    String waiting =
        "SELECT count(*) FROM information_schema.processlist WHERE state LIKE 'Waiting for % lock'";
    return Integer.parseInt(server.query(waiting).getFirst());
  }

  @Override
  public void stop() {
    server.kill();
  }

  @Override
  public void startAgain() {
    server.startAgain();
  }

  @Override
  public void close() {
    String file = "%s-%d.log".formatted(server.engine(), NUMBERS.incrementAndGet());
    try {
      Files.writeString(Evidence.folder("targets").resolve(file), server.log(), ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.close();
  }
}
