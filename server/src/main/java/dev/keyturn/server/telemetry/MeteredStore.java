package dev.keyturn.server.telemetry;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Durability;
import dev.keyturn.store.ForwardingStore;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.util.List;

/// Measures the commits of the store behind it that wait for the disk.
public final class MeteredStore extends ForwardingStore {
  private final Metrics metrics;

  public MeteredStore(Store store, Metrics metrics) {
    super(store);
    this.metrics = metrics;
  }

  @Override
  public void commit(List<Write> writes, Durability durability) throws Conflict {
    long began = System.nanoTime();
    super.commit(writes, durability);
    if (durability == Durability.NOW) {
      metrics.committed(System.nanoTime() - began);
    }
  }
}
