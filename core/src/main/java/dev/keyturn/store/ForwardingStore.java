package dev.keyturn.store;

import dev.keyturn.key.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The base of a store that changes what some methods of another one do: it passes every call on. A
/// subclass overrides what it is about, and calls `super` for the rest of that method.
public abstract class ForwardingStore implements Store {
  private final Store store;

  /// @param store where each call goes to; [#close] closes it
  protected ForwardingStore(Store store) {
    this.store = store;
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
  public void commit(List<Write> writes, Durability durability) throws Conflict {
    store.commit(writes, durability);
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
