package dev.keyturn.server.telemetry;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Durability;
import dev.keyturn.store.ForwardingStore;
import dev.keyturn.store.Store;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Knows whether the store behind it can be written: it could when somebody did so last.
/// Thread-safe.
public final class TriedStore extends ForwardingStore {
  private static final DocumentKey TRIAL = new DocumentKey("trial", "of writing");

  /// As much as a secret's value has at the most: a full disk still takes less.
  private static final String BODY = "{\"text\":\"%s\"}".formatted("x".repeat(65_536));

  private volatile boolean unwritable;

  public TriedStore(Store store) {
    super(store);
  }

  @Override
  public void commit(List<Write> writes, Durability durability) throws Conflict {
    try {
      super.commit(writes, durability);
      // What nobody waits for says nothing of the disk.
      if (durability == Durability.NOW) {
        unwritable = false;
      }
    } catch (StoreUnavailable unavailable) {
      unwritable = true;
      throw unavailable;
    }
  }

  /// One that finds nothing writes nothing.
  @Override
  public List<Document> claimDue(String kind, Instant now, Duration lease, int limit) {
    return noticing(() -> super.claimDue(kind, now, lease, limit));
  }

  @Override
  public boolean renew(DocumentKey key, long fence, Instant until) {
    return noticing(() -> super.renew(key, fence, until));
  }

  private <T> T noticing(Supplier<T> write) {
    try {
      return write.get();
    } catch (StoreUnavailable unavailable) {
      unwritable = true;
      throw unavailable;
    }
  }

  /// Whether it could be written the last time.
  public boolean isWritable() {
    return !unwritable;
  }

  /// Writes something, and takes it away again, when it could not be written the last time. To be
  /// called now and then: nobody else may write meanwhile.
  public void tryAgain() {
    if (unwritable) {
      try {
        commit(List.of(new Write.Put(TRIAL, Write.ANY, BODY, Optional.empty(), Write.Lease.KEEP)));
        commit(List.of(new Write.Delete(TRIAL, Write.ANY)));
      } catch (StoreUnavailable _) {
        // The store says so in the log.
      } catch (Conflict impossible) {
        throw new IllegalStateException("Nothing was expected", impossible);
      }
    }
  }
}
