package dev.keyturn.rotators;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.util.PasswordUtil;

/// A real PostgreSQL server on loopback that asks for passwords (SCRAM), logs every statement and
/// every log-in, and remembers each password that was ever used with it, so that its log can be
/// searched for them. Works as root and as a plain user. Thread-safe.
///
/// It is the embedded version, or the installed one in the folder that the system property
/// `keyturn.test.postgres` names, such as `/usr/lib/postgresql/15`.
public final class RealPostgres implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static final Map<String, String> SETTINGS =
      Map.of(
          "log_statement", "all",
          "log_connections", "on",
          "log_line_prefix", "%p[%u]:",
          "fsync", "off",
          // What was committed survives the death of the server's processes.
          "synchronous_commit", "on");

  private final Closeable server;
  private final int port;
  private final Path log;
  private final Set<String> passwords = ConcurrentHashMap.newKeySet();

  private RealPostgres(Closeable server, int port, Path log) {
    this.server = server;
    this.port = port;
    this.log = log;
  }

  private static final class Shared {
    static final RealPostgres SERVER = startForever();

    private static RealPostgres startForever() {
      RealPostgres server = start();
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
      return server;
    }
  }

  /// The one server that all tests of this JVM share. It ends with the JVM.
  public static RealPostgres shared() {
    return Shared.SERVER;
  }

  /// A server of the caller's own.
  public static RealPostgres start() {
    try {
      String installed = System.getProperty("keyturn.test.postgres", "");
      RealPostgres postgres = installed.isEmpty() ? embedded() : installed(Path.of(installed));
      postgres.askForPasswords();
      return postgres;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static RealPostgres embedded() throws IOException {
    Path log = Files.createTempFile("keyturn-postgres", ".log");
    var builder =
        EmbeddedPostgres.builder()
            .setErrorRedirector(Redirect.appendTo(log.toFile()))
            .setOutputRedirector(Redirect.appendTo(log.toFile()))
            .setPGStartupWait(Duration.ofSeconds(60))
            .setRegisterShutdownHook(false);
    SETTINGS.forEach(builder::setServerConfig);
    EmbeddedPostgres server = builder.start();
    return new RealPostgres(server, server.getPort(), log);
  }

  private static RealPostgres installed(Path home) throws IOException {
    InstalledPostgres server = InstalledPostgres.start(home, SETTINGS);
    return new RealPostgres(server, server.port(), server.log());
  }

  /// Only the server's own superuser `postgres` comes in without a password.
  private void askForPasswords() throws IOException {
    Path dataDirectory = Path.of(query("SHOW data_directory").getFirst());
    Files.writeString(
        dataDirectory.resolve("pg_hba.conf"),
        """
        local all all trust
        host all postgres 127.0.0.1/32 trust
        host all +keyturn_md5 127.0.0.1/32 md5
        host all all 127.0.0.1/32 scram-sha-256
        host all all ::1/128 scram-sha-256
        """);
    execute("SELECT pg_reload_conf()");
  }

  /// Ends the server as a crash would, and starts it again in the same place. For a server of the
  /// caller's own.
  public void restart() {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // As the server was started: it refuses to be root.
      command.addAll(
          server instanceof InstalledPostgres
              ? List.of("runuser", "-u", "postgres", "--")
              : List.of("unshare", "-U"));
    }
    String binaries = query("SELECT setting FROM pg_config WHERE name = 'BINDIR'").getFirst();
    String data = query("SHOW data_directory").getFirst();
    command.addAll(List.of(binaries + "/pg_ctl", "-D", data, "-l", log.toString()));
    command.addAll(List.of("-m", "immediate", "-w", "restart"));
    try {
      Process restarting =
          new ProcessBuilder(command)
              .directory(new File("/"))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      if (restarting.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + log());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  /// The major version.
  public int version() {
    return Integer.parseInt(query("SHOW server_version_num").getFirst()) / 10_000;
  }

  public String database() {
    return "postgres";
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

  /// A new user with a new password, which is returned.
  ///
  /// @param options such as `CREATEROLE` or `CONNECTION LIMIT 7`
  public String createUser(String name, String options) {
    String password = newPassword();
    String verifier = PasswordUtil.encodeScramSha256(password.toCharArray());
    execute("CREATE ROLE \"%s\" LOGIN %s PASSWORD '%s'".formatted(name, options, verifier));
    return password;
  }

  /// A new user from before SCRAM, under a rule of pg_hba.conf from then. The password is returned.
  public String createMd5User(String name) {
    String password = createUser(name, "");
    execute("DO $$ BEGIN CREATE ROLE keyturn_md5; EXCEPTION WHEN duplicate_object THEN END $$");
    execute("GRANT keyturn_md5 TO \"%s\"".formatted(name));
    String verifier = "md5" + md5(password + name);
    execute("ALTER ROLE \"%s\" PASSWORD '%s'".formatted(name, verifier));
    return password;
  }

  private static String md5(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Sets a password behind everybody's back.
  public String changePassword(String user) {
    String password = newPassword();
    String verifier = PasswordUtil.encodeScramSha256(password.toCharArray());
    execute("ALTER ROLE \"%s\" PASSWORD '%s'".formatted(user, verifier));
    return password;
  }

  /// In which form the server keeps the user's password.
  public String verifier(String user) {
    return query("SELECT rolpassword FROM pg_authid WHERE rolname = '%s'".formatted(user))
        .getFirst();
  }

  /// Puts back what [#verifier] gave: what restoring a backup of the server comes to.
  public void restoreVerifier(String user, String verifier) {
    execute("ALTER ROLE \"%s\" PASSWORD '%s'".formatted(user, verifier));
  }

  /// A connection as anybody.
  public Connection connect(String user, String password) throws SQLException {
    return connect(database(), user, password);
  }

  /// A connection as anybody to any database.
  public Connection connect(String in, String user, String password) throws SQLException {
    String url = "jdbc:postgresql://%s:%d/%s".formatted(host(), port(), in);
    return DriverManager.getConnection(url, user, password);
  }

  /// Whether the server lets the user in with this password.
  public boolean logIn(String user, String password) {
    try (Connection connection = connect(user, password)) {
      return connection.isValid(5);
    } catch (SQLException refused) {
      if ("28P01".equals(refused.getSQLState())) {
        return false;
      }
      throw new IllegalStateException(refused);
    }
  }

  /// Runs statements as the server's superuser.
  public void execute(String sql) {
    executeAs("postgres", "", sql);
  }

  /// Runs statements as anybody.
  public void executeAs(String user, String password, String sql) {
    try (Connection connection = connect(user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The first column of what a query answers to the server's superuser.
  public List<String> query(String sql) {
    return queryAs("postgres", "", sql);
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

  /// Everything that the server has logged. It writes each line before it answers.
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// How often the server was asked to let this user in, successfully or not.
  public long logIns(String user) {
    return log()
        .lines()
        .filter(line ->
            line.contains("connection authorized: user=" + user + " ")
                || line.contains("password authentication failed for user \"" + user + "\""))
        .count();
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
      Files.deleteIfExists(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
