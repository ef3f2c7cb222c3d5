package dev.keyturn.rotators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A real server of the MySQL family on loopback that asks for passwords, logs every statement and
/// every log-in, and remembers each password that was ever used with it, so that its log can be
/// searched for them. Works as root and as a plain user. Thread-safe.
///
/// [RealMariaDb] has MariaDB ones; those here are MySQL 5.6.
public final class RealMySql implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final MySqlProcess server;
  private final String engine;
  private final Optional<PrivateAuthority> authority;
  private final Set<String> passwords = ConcurrentHashMap.newKeySet();

  private RealMySql(MySqlProcess server, String engine, Optional<PrivateAuthority> authority) {
    this.server = server;
    this.engine = engine;
    this.authority = authority;
  }

  /// Whether it is MySQL 8 or later: it takes caching_sha2_password over TLS only, keeps passwords
  /// out of its log, and knows no passwords in grants.
  public boolean isLater() {
    return engine.equals("mysql") && System.getProperty("keyturn.test.mysql") != null;
  }

  private static final class Shared {
    static final RealMySql SERVER = forever(start());
  }

  /// The one MySQL server that all tests of this JVM share. It ends with the JVM. Without npm, the
  /// test is skipped.
  public static RealMySql shared() {
    MySqlBinaries.assumeMySql();
    return Shared.SERVER;
  }

  /// Ends with the JVM.
  static RealMySql forever(RealMySql server) {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
    return server;
  }

  /// A MySQL server of the caller's own, without TLS.
  public static RealMySql start(String... options) {
    MySqlBinaries.assumeMySql();
    try {
      Path folder = Files.createTempDirectory("keyturn-mysql");
      MySqlProcess process = MySqlProcess.start(MySqlBinaries.mySql(), folder, List.of(options));
      return prepared(new RealMySql(process, "mysql", Optional.empty()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A MariaDB server of the caller's own, with a certificate for `localhost`.
  ///
  /// @param signer if empty, a new authority
  static RealMySql startMariaDb(List<String> options, Optional<PrivateAuthority> signer) {
    try {
      Path folder = Files.createTempDirectory("keyturn-mariadb");
      PrivateAuthority authority = signer.isPresent() ? signer.get() : PrivateAuthority.in(folder);
      List<String> all = new ArrayList<>(options);
      all.add("--ssl-ca=" + authority.authority());
      all.add("--ssl-cert=" + authority.certificate());
      all.add("--ssl-key=" + authority.key());
      MySqlProcess process = MySqlProcess.start(MySqlBinaries.mariaDb(), folder, all);
      return prepared(new RealMySql(process, "mariadb", Optional.of(authority)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static RealMySql prepared(RealMySql server) {
    server.execute("DELETE FROM mysql.user WHERE User = ''", "FLUSH PRIVILEGES");
    if (server.engine.equals("mysql") && !server.isLater()) {
      server.execute(
          "INSERT INTO mysql.proxies_priv VALUES ('127.0.0.1', 'root', '', '', 1, '', NOW())",
          "FLUSH PRIVILEGES");
    }
    server.execute("CREATE DATABASE orders", "CREATE TABLE orders.lines (a INT, b INT, c INT)");
    return server;
  }

  /// The `engine` of a secret for it.
  public String engine() {
    return engine;
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return server.port();
  }

  /// A database that is there.
  public String database() {
    return "orders";
  }

  /// The certificate of the authority that signed the server's, for `localhost`.
  public Path authority() {
    return authority.orElseThrow().authority();
  }

  /// A name that no other test uses.
  public String newName(String prefix) {
    return prefix + NAMES.incrementAndGet();
  }

  /// A password that has never been used, and that is searched for in the end.
  public String newPassword() {
    StringBuilder password = new StringBuilder("Pw-");
    RANDOM.ints(24, 'a', 'z' + 1).forEach(password::appendCodePoint);
    return remember(password.toString());
  }

  /// Takes a password that was made elsewhere into the final search.
  public String remember(String password) {
    passwords.add(password);
    return password;
  }

  /// A new account with a new password, which is returned.
  ///
  /// @param rights such as `SELECT ON orders.*`; none when empty
  public String createUser(String name, String host, String rights) {
    String password = newPassword();
    createAccount(name, host, password, rights);
    return password;
  }

  /// A new account with a password that is known.
  public void createAccount(String name, String host, String password, String rights) {
    execute(
        isLater()
            ? "CREATE USER %s IDENTIFIED BY '%s'".formatted(account(name, host), password)
            : "CREATE USER %s IDENTIFIED BY PASSWORD '%s'"
                .formatted(account(name, host), hash(password)));
    if (!rights.isEmpty()) {
      execute("GRANT %s TO %s".formatted(rights, account(name, host)));
    }
  }

  /// A new superuser with a new password, which is returned.
  public String createSuperuser(String name) {
    return createUser(name, "%", "ALL PRIVILEGES ON *.*", "WITH GRANT OPTION");
  }

  private String createUser(String name, String host, String rights, String option) {
    String password = createUser(name, host, "");
    execute("GRANT %s TO %s %s".formatted(rights, account(name, host), option));
    return password;
  }

  /// Sets a password behind everybody's back.
  public String changePassword(String name, String host) {
    String password = newPassword();
    setPassword(name, host, password);
    return password;
  }

  /// As [#changePassword], to one that is known: what a backup brings back.
  void setPassword(String name, String host, String password) {
    execute(
        "SET PASSWORD FOR %s = '%s'"
            .formatted(account(name, host), isLater() ? password : hash(password)));
  }

  /// Ends the server as a crash would, and starts it again in the same place.
  void restart() {
    kill();
    startAgain();
  }

  /// Ends the server as a crash would.
  public void kill() {
    try {
      server.kill();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Starts it again in the same place.
  public void startAgain() {
    try {
      server.startAgain();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// As a statement names an account.
  public static String account(String name, String host) {
    return "'%s'@'%s'".formatted(name.replace("\\", "\\\\").replace("'", "''"), host);
  }

  private String hash(String password) {
    try (Connection connection = connect("root", "");
        Statement statement = connection.createStatement()) {
      // Computed by the server, outside its log.
      statement.execute("SET sql_log_off = 1");
      try (ResultSet hash = statement.executeQuery("SELECT PASSWORD('" + password + "')")) {
        hash.next();
        return hash.getString(1);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// A connection as anybody.
  public Connection connect(String user, String password) throws SQLException {
    return connect(user, password, host());
  }

  /// A connection as anybody.
  ///
  /// @param from a loopback address, by which the server chooses the account
  public Connection connect(String user, String password, String from) throws SQLException {
    String url =
        "jdbc:mariadb://%s:%d/?localSocketAddress=%s&sslMode=%s"
            .formatted(host(), port(), from, isLater() ? "trust" : "disable");
    return DriverManager.getConnection(url, user, password);
  }

  /// Whether the server lets the user in with this password.
  public boolean logIn(String user, String password) {
    try (Connection connection = connect(user, password)) {
      return connection.isValid(5);
    } catch (SQLException refused) {
      if (refused.getErrorCode() == 1045) {
        return false;
      }
      throw new IllegalStateException(refused);
    }
  }

  /// Runs statements as the server's superuser.
  public void execute(String... statements) {
    executeAs("root", "", statements);
  }

  /// Runs statements as anybody.
  public void executeAs(String user, String password, String... statements) {
    try (Connection connection = connect(user, password);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The first column of what a query answers to the server's superuser.
  public List<String> query(String sql) {
    return queryAs("root", "", sql);
  }

  /// The first column of what a query answers to anybody.
  public List<String> queryAs(String user, String password, String sql) {
    try (Connection connection = connect(user, password);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> first = new ArrayList<>();
      while (rows.next()) {
        first.add(String.valueOf(rows.getString(1)));
      }
      return first;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The rights of an account, without its name and its password.
  public List<String> grants(String name, String host) {
    return query("SHOW GRANTS FOR " + account(name, host)).stream()
        .map(row -> row.replaceFirst(" (TO|FOR|FROM) ['`].*?['`]@['`].*?['`]", " $1 it"))
        .map(row -> row.replaceFirst(" IDENTIFIED BY PASSWORD '.*?'", ""))
        .toList();
  }

  /// What an account is, without its name and its password.
  public String definition(String name, String host) {
    boolean old = engine.equals("mysql") && !isLater();
    return query((old ? "SHOW GRANTS FOR " : "SHOW CREATE USER ") + account(name, host))
        .getFirst()
        .replaceFirst("^.*?['`]@['`].*?['`]", "")
        .replaceFirst(
            " IDENTIFIED (WITH|BY PASSWORD) '.*?'( AS '(?s:.)*?')?"
                + "(?= REQUIRE|$| WITH| DEFAULT ROLE)",
            "");
  }

  /// Gives an account options, such as `REQUIRE SSL`.
  public void alter(String name, String host, String options) {
    boolean old = engine.equals("mysql") && !isLater();
    execute((old ? "GRANT USAGE ON *.* TO " : "ALTER USER ") + account(name, host) + " " + options);
  }

  /// What the server keeps of the passwords of a user, account by account.
  public List<String> hashes(String name) {
    boolean old = engine.equals("mysql") && !isLater();
    return query(
        "SELECT %s FROM mysql.user WHERE user = '%s' ORDER BY host"
            .formatted(old ? "password" : "authentication_string", name));
  }

  /// Everything that the server has logged. It writes each line before it answers.
  public String log() {
    try {
      return Files.readString(server.log(), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// How often the server was asked to let this user in, successfully or not.
  public long logIns(String user) {
    return log().lines().filter(line -> line.contains("Connect\t" + user + "@")).count();
  }

  /// How many of the passwords that were ever used stand in the server's log.
  public long passwordsInLog() {
    String all = log();
    return passwords.stream().filter(all::contains).count();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
