package dev.keyturn.server.store;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Durability;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The store on SQL. Reads come from memory or from a reader's session, writes go through the group
/// commit.
public final class SqlStore implements Store {
  private static final int READERS = 4;

  private final Dialect dialect;
  private final RowCaches caches;
  private final Readers readers;
  private final GroupCommit writer;

  private SqlStore(Dialect dialect, long cacheBytes) {
    this.dialect = dialect;
    caches = RowCaches.ofBytes(cacheBytes);
    readers = new Readers(dialect, READERS);
    writer = new GroupCommit(dialect, readers, caches);
  }

  /// Gets ready what does not depend on a folder, for whoever wants it done before.
  ///
  /// @throws StoreRefused when this machine cannot run the embedded database
  public static void load() {
    Sqlite.load();
  }

  /// The embedded store in a folder, which is made when it does not exist. Claims that a process
  /// before this one held are void.
  ///
  /// @param cacheBytes about how much memory the rows kept in it may take
  /// @throws StoreRefused when another process uses the folder, the store is of a newer format, or
  ///   the folder cannot be used; the message is for the operator
  public static SqlStore embedded(Path folder, long cacheBytes) {
    return open(Sqlite.in(folder), cacheBytes);
  }

  static SqlStore open(Dialect dialect, long cacheBytes) {
    try {
      if (!StoreFormat.isNewest(dialect)) {
        new Migrations(dialect, dialect.migrations()).run();
      }
      var store = new SqlStore(dialect, cacheBytes);
      store.voidLeases();
      return store;
    } catch (RuntimeException e) {
      dialect.close();
      throw e;
    }
  }

  private void voidLeases() {
    ofClaims(writes -> {
      writes.voidLeases();
      return true;
    });
  }

  @Override
  public Optional<Document> get(DocumentKey key) {
    return caches.documents().get(key, it -> present(it.key(), reads -> reads.get(it)));
  }

  @Override
  public Optional<Sealed> payload(String key) {
    return caches.payloads().get(key, it -> present(it, reads -> reads.payload(it)));
  }

  private <T> Optional<T> present(String key, Readers.Query<Optional<T>> query) {
    return DocumentKey.storable(key) ? readers.read(query) : Optional.empty();
  }

  @Override
  public List<Document> scan(String kind, String prefix, String after, int limit) {
    Store.requirePage(limit);
    if (!DocumentKey.storable(prefix)) {
      return List.of();
    }
    return readers.read(reads -> reads.scan(kind, KeyRange.of(prefix, after), limit));
  }

  @Override
  public Optional<Instant> nextDue(String kind, Instant now) {
    return readers.read(reads -> reads.nextDue(kind, now));
  }

  @Override
  public void commit(List<Write> writes, Durability durability) throws Conflict {
    writes.forEach(Write::requireStorable);
    if (!writes.isEmpty()) {
      writer.commit(
          it -> {
            it.write(writes);
            return writes;
          },
          durability);
    }
  }

  @Override
  public List<Document> claimDue(String kind, Instant now, Duration lease, int limit) {
    Store.requirePage(limit);
    return ofClaims(writes -> writes.claimDue(kind, now, lease, limit));
  }

  @Override
  public boolean renew(DocumentKey key, long fence, Instant until) {
    return DocumentKey.storable(key.key()) && ofClaims(writes -> writes.renew(key, fence, until));
  }

  /// Claims are void when the store is opened, so that nobody has to wait for the disk.
  private <T> T ofClaims(Commit.Work<T> work) {
    try {
      return writer.commit(work, Durability.WITH_NEXT);
    } catch (Conflict e) {
      throw new IllegalStateException("Nothing was expected, yet it did not hold", e);
    }
  }

  @Override
  public void close() {
    try (dialect;
        readers) {
      writer.close();
    }
  }
}
