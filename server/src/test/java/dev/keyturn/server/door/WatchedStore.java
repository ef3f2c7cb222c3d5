package dev.keyturn.server.door;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Durability;
import dev.keyturn.store.ForwardingStore;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.MemoryStore;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A store that remembers what was written.
final class WatchedStore extends ForwardingStore {
  private final Queue<Write> written = new ConcurrentLinkedQueue<>();

  WatchedStore() {
    super(new MemoryStore());
  }

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
  public void commit(List<Write> writes, Durability durability) throws Conflict {
    super.commit(writes, durability);
    written.addAll(writes);
  }
}
