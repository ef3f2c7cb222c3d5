package dev.keyturn.bench.load;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Durability;
import dev.keyturn.store.ForwardingStore;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A store to be filled: what several commits bring is written as one, and nobody waits for it.
/// Closing it writes the rest. Names that are being created are not looked up, for they are new.
final class BulkStore extends ForwardingStore {
  private static final int WRITES = 4000;

  private List<Write> batch = new ArrayList<>();

  BulkStore(Store store) {
    super(store);
  }

  @Override
  public void commit(List<Write> writes, Durability durability) throws Conflict {
    List<Write> full;
    synchronized (this) {
      batch.addAll(writes);
      if (batch.size() < WRITES) {
        return;
      }
      full = batch;
      batch = new ArrayList<>(WRITES + 10);
    }
    super.commit(full, durability);
  }

  @Override
  public Optional<Document> get(DocumentKey key) {
    return key.kind().equals("secret-name") ? Optional.empty() : super.get(key);
  }

  @Override
  public List<Document> scan(String kind, String prefix, String after, int limit) {
    return kind.equals("secret") ? List.of() : super.scan(kind, prefix, after, limit);
  }

  @Override
  public void close() {
    try {
      super.commit(batch, Durability.NOW);
    } catch (Conflict impossible) {
      throw new IllegalStateException("What is created is new", impossible);
    }
  }
}
