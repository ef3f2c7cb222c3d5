package dev.keyturn.server.crash;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.Durability;
import dev.keyturn.store.ForwardingStore;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A store before and after each of whose commits the process may die. What a timer writes (days of
/// access, renewals of leases) is no point: it would come at another place in each run.
final class FragileStore extends ForwardingStore {
  private static final Set<String> BY_TIMER = Set.of("access-day", "access-key-use");

  private final Points points;

  FragileStore(Store store, Points points) {
    super(store);
    this.points = points;
  }

  @Override
  public void commit(List<Write> writes, Durability durability) throws Conflict {
    String kinds =
        writes.stream().map(FragileStore::kind).sorted().collect(Collectors.joining(", "));
    if (writes.stream().map(FragileStore::kind).allMatch(BY_TIMER::contains)) {
      super.commit(writes, durability);
      return;
    }
    points.<Boolean, Conflict>around(
        "the commit of " + kinds,
        () -> {
          super.commit(writes, durability);
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
    List<Document> claimed = super.claimDue(kind, now, lease, limit);
    if (!claimed.isEmpty()) {
      points.reach("after the claim of a " + kind);
    }
    return claimed;
  }
}
