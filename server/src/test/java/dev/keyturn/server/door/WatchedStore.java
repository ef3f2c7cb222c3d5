package dev.keyturn.server.door;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A store that remembers what was written.
final class WatchedStore implements Store {
  private final Store store = new MemoryStore();
  private final Queue<Write> written = new ConcurrentLinkedQueue<>();

  void forget() {
    written.clear();
  }

  /// What was written under keys that have one of these texts in them, but for what is noted of
  /// reads some time after them.
  List<Write> writtenUnder(List<String> texts) {
    return written.stream()
        .filter(write -> texts.stream().anyMatch(keyOf(write)::contains))
        .filter(write -> !keyOf(write).startsWith("access-key-use"))
        .filter(write -> !keyOf(write).startsWith("access-day"))
        .toList();
  }

  private static String keyOf(Write write) {
    return switch (write) {
      case Write.Put put -> put.key().kind() + " " + put.key().key();
      case Write.Delete delete -> delete.key().kind() + " " + delete.key().key();
      case Write.Check _ -> "";
      case Write.PutPayload payload -> "payload " + payload.key();
      case Write.DeletePayload payload -> "payload " + payload.key();
    };
  }

  @Override
  public void commit(List<Write> writes) throws Conflict {
    store.commit(writes);
    written.addAll(writes);
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
