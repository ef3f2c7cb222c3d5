package dev.keyturn.engine;

import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Store;
import dev.keyturn.store.StoreUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The claims that this engine holds, kept alive while their steps are being done. Thread-safe.
final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  private final Store store;
  private final InstantSource clock;
  private final Duration lease;
  private final Map<DocumentKey, Long> held = new ConcurrentHashMap<>();

  Leases(Store store, InstantSource clock, Duration lease) {
    this.store = store;
    this.clock = clock;
    this.lease = lease;
  }

  void hold(Document claim) {
    held.put(claim.key(), claim.fence());
  }

  void drop(Document claim) {
    held.remove(claim.key(), claim.fence());
  }

  int size() {
    return held.size();
  }

  /// Prolongs every claim, all at once: one after the other, many claims on a slow disk would run
  /// out meanwhile. One that is lost is let go: its worker finds out when it commits.
  void renew() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      held.forEach((key, fence) -> threads.execute(() -> renew(key, fence)));
    }
  }

  private void renew(DocumentKey key, long fence) {
    try {
      if (!store.renew(key, fence, clock.instant().plus(lease))) {
        held.remove(key, fence);
      }
    } catch (StoreUnavailable unavailable) {
      LOG.warn("Cannot renew the claim on {}: {}", key, unavailable.getMessage());
    } catch (RuntimeException broken) {
      LOG.error("Cannot renew the claim on {}", key, broken);
    }
  }
}
