package dev.keyturn.bench.load;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A store to be filled: what several commits bring is written as one, and nobody waits for it.
/// Closing it writes the rest. Names that are being created are not looked up, for they are new.
final class BulkStore implements Store {
  private static final int WRITES = 4000;

  private final Store store;
  private List<Write> batch = new ArrayList<>();

  BulkStore(Store store) {
    this.store = store;
  }

  @Override
  public void commit(List<Write> writes) throws Conflict {
    List<Write> full;
    synchronized (this) {
      batch.addAll(writes);
      if (batch.size() < WRITES) {
        return;
      }
      full = batch;
      batch = new ArrayList<>(WRITES + 10);
    }
    store.commit(full);
  }

  @Override
  public Optional<Document> get(DocumentKey key) {
    return key.kind().equals("secret-name") ? Optional.empty() : store.get(key);
  }

  @Override
  public List<Document> scan(String kind, String prefix, String after, int limit) {
    return store.scan(kind, prefix, after, limit);
  }

  @Override
  public Optional<Sealed> payload(String key) {
    return store.payload(key);
  }

  @Override
  public List<Document> claimDue(String kind, Instant now, Duration lease, int limit) {
    return store.claimDue(kind, now, lease, limit);
  }

  @Override
  public boolean renew(DocumentKey key, long fence, Instant until) {
    return store.renew(key, fence, until);
  }

  @Override
  public Optional<Instant> nextDue(String kind, Instant now) {
    return store.nextDue(kind, now);
  }

  @Override
  public void close() {
    try {
      store.commit(batch);
    } catch (Conflict impossible) {
      throw new IllegalStateException("What is created is new", impossible);
    }
  }
}
