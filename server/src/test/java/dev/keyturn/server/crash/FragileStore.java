package dev.keyturn.server.crash;

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
import java.util.stream.Collectors;

/// A store before and after each of whose commits the process may die. What a timer writes (days of
/// access, renewals of leases) is no point: it would come at another place in each run.
final class FragileStore implements Store {
  private static final String BY_TIMER = "access-day";

  private final Store store;
  private final Points points;

  FragileStore(Store store, Points points) {
    this.store = store;
    this.points = points;
  }

  @Override
  public void commit(List<Write> writes) throws Conflict {
    String kinds =
        writes.stream().map(FragileStore::kind).sorted().collect(Collectors.joining(", "));
    if (kinds.contains(BY_TIMER)) {
      store.commit(writes);
      return;
    }
    points.<Boolean, Conflict>around(
        "the commit of " + kinds,
        () -> {
          store.commit(writes);
          return true;
        });
  }

  private static String kind(Write write) {
    return switch (write) {
      case Write.Put put -> put.key().kind();
      case Write.Delete delete -> delete.key().kind();
      case Write.Check check -> check.key().kind();
      case Write.PutPayload _, Write.DeletePayload _ -> "payload";
    };
  }

  @Override
  public List<Document> claimDue(String kind, Instant now, Duration lease, int limit) {
    List<Document> claimed = store.claimDue(kind, now, lease, limit);
    if (!claimed.isEmpty()) {
      points.reach("after the claim of a " + kind);
    }
    return claimed;
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
