package dev.keyturn.server.telemetry;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Measures the commits of the store behind it.
public final class MeteredStore implements Store {
  private final Store store;
  private final Metrics metrics;

  public MeteredStore(Store store, Metrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  @Override
  public void commit(List<Write> writes) throws Conflict {
    long began = System.nanoTime();
    store.commit(writes);
    metrics.committed(System.nanoTime() - began);
  }

  @Override
  public Optional<Document> get(DocumentKey key) {
    return store.get(key);
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
    store.close();
  }
}
