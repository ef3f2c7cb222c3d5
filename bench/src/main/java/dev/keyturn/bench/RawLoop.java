package dev.keyturn.bench;

import dev.keyturn.store.DocumentKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// The same rows and the same durability with nothing around: no queue, conditions, savepoints or
/// cache.
final class RawLoop implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement document;
  private final PreparedStatement payload;
  private int filled;

  RawLoop(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    connection = config.createConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          CREATE TABLE document (kind TEXT, key TEXT, revision BIGINT, fence BIGINT, body TEXT,
          due BIGINT, lease_until BIGINT, PRIMARY KEY (kind, key))\
          """);
      statement.executeUpdate("CREATE TABLE payload (key TEXT PRIMARY KEY, sealed BLOB)");
    }
    connection.setAutoCommit(false);
    document =
        connection.prepareStatement(
            """
            INSERT INTO document VALUES (?, ?, 1, 0, ?, NULL, NULL)
            ON CONFLICT (kind, key) DO UPDATE SET revision = document.revision + 1, body = excluded.body\
            """);
    payload = connection.prepareStatement("INSERT INTO payload VALUES (?, ?)");
  }

  void fill(int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      put(Documents.key(i));
    }
    connection.commit();
    filled = count;
  }

  /// So many updates in one transaction and one fsync.
  void commit(int updates) throws SQLException {
    for (int i = 0; i < updates; i++) {
      put(Documents.key(ThreadLocalRandom.current().nextInt(filled)));
    }
    connection.commit();
  }

  private void put(DocumentKey key) throws SQLException {
    document.setString(1, key.kind());
    document.setString(2, key.key());
    document.setString(3, Documents.body());
    document.executeUpdate();
    payload.setString(1, key.key() + "/" + UUID.randomUUID());
    payload.setBytes(2, Documents.payload().bytes());
    payload.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
