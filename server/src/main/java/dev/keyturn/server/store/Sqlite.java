package dev.keyturn.server.store;

import dev.keyturn.store.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteJDBCLoader;

/// The embedded database: one file in a folder that this process owns.
final class Sqlite implements Dialect {
  private static final int PAGES_PER_CONNECTION = 8000;
  private static final int LOG_BYTES_KEPT = 64 << 20;

  private final DataFolder folder;
  private final SQLiteDataSource connections;

  private Sqlite(DataFolder folder, Path database) {
    this.folder = folder;
    connections = connections(database);
  }

  /// Unpacks SQLite's native library and takes it in, once.
  ///
  /// @throws StoreRefused when that does not work
  static void load() {
    try {
      var _ = SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      throw new StoreRefused(
          """
          SQLite's native library cannot be loaded from %s: the folder must be writable and allow \
          programs (no "noexec"). Name another by JDK_JAVA_OPTIONS=-Djava.io.tmpdir=FOLDER\
          """
              .formatted(System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  /// @throws StoreRefused when the folder cannot be used
  static Sqlite in(Path path) {
    load();
    var folder = DataFolder.open(path);
    try {
      // SQLite gives its log and index files the database's permissions.
      return new Sqlite(folder, folder.file(DataFolder.DATABASE));
    } catch (IOException e) {
      folder.close();
      throw new StoreRefused("The data folder " + path + " cannot be used: " + e, e);
    }
  }

  private static SQLiteDataSource connections(Path database) {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setCacheSize(PAGES_PER_CONNECTION);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setJournalSizeLimit(LOG_BYTES_KEPT);
    // The writer checkpoints by itself, after its callers have their answers.
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "0");
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + database);
    return source;
  }

  @Override
  public String place() {
    return "the folder " + folder;
  }

  @Override
  public DataSource dataSource() {
    return connections;
  }

  @Override
  public String migrations() {
    return "classpath:dev/keyturn/server/store/sqlite";
  }

  @Override
  public Session openReader() throws SQLException {
    var session = new Session(connections.getConnection());
    session.update("PRAGMA query_only = true");
    return session;
  }

  @Override
  public Session openWriter() throws SQLException {
    return new Session(connections.getConnection());
  }

  /// In write-ahead logging, NORMAL leaves out nothing but the wait for the disk at a COMMIT: the
  /// next one that waits takes what is before it in the log along.
  @Override
  public void makeDurable(Session writer, Durability durability) throws SQLException {
    writer.execute(
        switch (durability) {
          case NOW -> "PRAGMA synchronous = FULL";
          case WITH_NEXT -> "PRAGMA synchronous = NORMAL";
        });
  }

  @Override
  public String begin() {
    return "BEGIN IMMEDIATE";
  }

  /// The log as it is read goes into the database's file, which is flushed, and begins anew.
  @Override
  public void secure(Session writer) throws SQLException {
    boolean busy =
        writer.one("PRAGMA wal_checkpoint(RESTART)", row -> row.getInt(1) != 0).orElse(true);
    if (busy) {
      throw new SQLException("The log cannot be moved into the database: it is being read");
    }
  }

  @Override
  public void tidy(Session writer) throws SQLException {
    writer.query("PRAGMA wal_checkpoint(PASSIVE)", row -> row.getInt(1));
  }

  @Override
  public void close() {
    folder.close();
  }
}
