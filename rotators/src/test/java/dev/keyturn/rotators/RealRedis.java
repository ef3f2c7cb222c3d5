package dev.keyturn.rotators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAccessControlException;

/// A real Redis server on loopback that lets nobody in without a password, logs every command that
/// it can log, and remembers each password that was ever used with it, so that its logs and files
/// can be searched for them. It can be ended and started again. Works as root and as a plain user.
/// Thread-safe.
///
/// It is the embedded version, or the installed one that the system property `keyturn.test.redis`
/// names, such as `/usr/bin/redis-server`.
public final class RealRedis implements AutoCloseable {
  public static final String ADMIN = "admin";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Set<String> PASSWORDS = ConcurrentHashMap.newKeySet();
  private static final String HOST = "127.0.0.1";

  /// Where a server keeps its users.
  public enum Keeping {
    ACL_FILE,
    CONFIG_FILE,
    /// Nowhere: what was set is gone once it ends.
    NOWHERE
  }

  private final Keeping keeping;
  private final int port = RedisProcess.freePort();
  private final int tlsPort = RedisProcess.freePort();
  private final String adminPassword = newPassword();
  private final RedisProcess process;

  private RealRedis(Keeping keeping, Optional<PrivateAuthority> authority) throws IOException {
    this.keeping = keeping;
    Path folder = Files.createTempDirectory("keyturn-redis");
    String users =
        "user %s on ~* &* +@all %s%nuser default off%n".formatted(ADMIN, rule(adminPassword));
    List<String> arguments = new ArrayList<>();
    switch (keeping) {
      case ACL_FILE -> {
        Path file = Files.writeString(folder.resolve("users.acl"), users);
        arguments.addAll(List.of("--aclfile", file.toString()));
      }
      case CONFIG_FILE ->
          arguments.addFirst(Files.writeString(folder.resolve("redis.conf"), users).toString());
      case NOWHERE -> {}
    }
    arguments.addAll(settings(folder));
    authority.ifPresent(own -> arguments.addAll(tls(own)));
    this.process = new RedisProcess(folder, arguments);
    if (keeping == Keeping.NOWHERE) {
      makeAdmin();
    }
  }

  private List<String> settings(Path folder) {
    return List.of(
        ("--port %d --bind %s --dir %s --loglevel debug --slowlog-log-slower-than 0"
                + " --slowlog-max-len 10000 --acllog-max-len 1000 --appendonly no")
            .formatted(port, HOST, folder)
            .split(" "));
  }

  private List<String> tls(PrivateAuthority own) {
    return List.of(
        "--tls-port",
        String.valueOf(tlsPort),
        "--tls-cert-file",
        own.certificate().toString(),
        "--tls-key-file",
        own.key().toString(),
        "--tls-auth-clients",
        "no");
  }

  private void makeAdmin() {
    try (Jedis first = connect(DefaultJedisClientConfig.builder())) {
      first.aclSetUser(ADMIN, "on", "~*", "&*", "+@all", rule(adminPassword));
      first.aclSetUser("default", "off");
    }
  }

  /// A server with an ACL file.
  public static RealRedis start() {
    return start(Keeping.ACL_FILE);
  }

  public static RealRedis start(Keeping keeping) {
    return start(keeping, Optional.empty());
  }

  /// A server with an ACL file that speaks TLS too, at [#tlsPort()].
  public static RealRedis start(PrivateAuthority authority) {
    return start(Keeping.ACL_FILE, Optional.of(authority));
  }

  private static RealRedis start(Keeping keeping, Optional<PrivateAuthority> authority) {
    try {
      return new RealRedis(keeping, authority);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public String host() {
    return HOST;
  }

  public int port() {
    return port;
  }

  public int tlsPort() {
    return tlsPort;
  }

  /// Host and port, as `hosts` of a secret's JSON lists them.
  public String address() {
    return HOST + ":" + port;
  }

  /// Of the user [#ADMIN].
  public String adminPassword() {
    return adminPassword;
  }

  /// Where the users stand, with [Keeping#ACL_FILE].
  public Path aclFile() {
    return process.folder().resolve("users.acl");
  }

  /// A name that no other test uses.
  public static String newName(String prefix) {
    return prefix + NAMES.incrementAndGet();
  }

  /// A password that has never been used, and that is searched for in the end.
  public static String newPassword() {
    StringBuilder password = new StringBuilder("Pw-");
    RANDOM.ints(24, 'a', 'z' + 1).forEach(password::appendCodePoint);
    return remember(password.toString());
  }

  /// Takes a password that was made elsewhere into the final search.
  public static String remember(String password) {
    PASSWORDS.add(password);
    return password;
  }

  /// Makes or changes a user, and keeps it where the server can.
  public void setUser(String name, String... rules) {
    try (Jedis jedis = connectAsAdmin()) {
      jedis.aclSetUser(name, rules);
      switch (keeping) {
        case ACL_FILE -> jedis.aclSave();
        case CONFIG_FILE -> jedis.configRewrite();
        case NOWHERE -> {}
      }
    }
  }

  /// The rule of a user that gives it a password, which is not shown.
  public static String rule(String password) {
    return "#" + digest(password);
  }

  /// The name by which a server knows a password.
  public static String digest(String password) {
    try {
      byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The digests of the passwords that a user holds.
  public Set<String> digests(String user) {
    try (Jedis jedis = connectAsAdmin()) {
      return new TreeSet<>(jedis.aclGetUser(user).getPasswords());
    }
  }

  /// All that the server says of a user but its passwords; the server itself changes the order.
  public Set<String> rules(String user) {
    try (Jedis jedis = connectAsAdmin()) {
      return jedis.aclList().stream()
          .filter(line -> line.startsWith("user " + user + " "))
          .flatMap(line -> Stream.of(line.split(" ")))
          .filter(rule -> !rule.startsWith("#"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /// A connection of a client library, logged in.
  ///
  /// @throws JedisAccessControlException when the server refuses
  public Jedis connect(String user, String password) {
    return connect(DefaultJedisClientConfig.builder().user(user).password(password));
  }

  private Jedis connect(DefaultJedisClientConfig.Builder client) {
    HostAndPort server = new HostAndPort(HOST, port);
    return new Jedis(server, client.autoNegotiateProtocol(false).build());
  }

  public Jedis connectAsAdmin() {
    return connect(ADMIN, adminPassword);
  }

  /// Whether the password opens, for a client that is not ours.
  public boolean opens(String user, String password) {
    try (Jedis jedis = connect(user, password)) {
      return jedis.isConnected();
    } catch (JedisAccessControlException _) {
      return false;
    }
  }

  /// Runs a command as the superuser.
  public Object command(Command command, String... arguments) {
    try (Jedis jedis = connectAsAdmin()) {
      return jedis.sendCommand(command, arguments);
    }
  }

  /// All that the server has written or tells of its past: its log, its files, SLOWLOG and ACL LOG.
  public String traces() {
    StringBuilder traces = new StringBuilder(process.log());
    try (Jedis jedis = connectAsAdmin();
        Stream<Path> files = Files.walk(process.folder())) {
      jedis.slowlogGet(10_000).forEach(entry -> traces.append(entry).append('\n'));
      jedis.aclLog(1_000).forEach(entry -> traces.append(entry).append('\n'));
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        traces.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return traces.toString();
  }

  /// How many of the passwords that were ever used stand in a text.
  public static long passwordsIn(String text) {
    return PASSWORDS.stream().filter(text::contains).count();
  }

  /// Ends the server as a power cut would.
  public void kill() {
    process.kill();
  }

  /// Starts it again, with what it kept in its files.
  public void startAgain() {
    process.launchAgain();
  }

  @Override
  public void close() {
    process.kill();
    process.clear();
  }
}
