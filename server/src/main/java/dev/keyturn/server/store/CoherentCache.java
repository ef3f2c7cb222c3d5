package dev.keyturn.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.keyturn.store.Recurrence;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;

/// A bounded cache that never shows a row older than the last acknowledged commit, nor one older
/// than a commit that was seen elsewhere: in another row of it, or in the database.
///
/// The danger is a reader that read the old row, slept, and puts it in after the writer has put in
/// the new one (or has deleted it, or it was evicted: the row's own revision cannot tell). So each
/// row belongs to a stripe that counts its commits. A reader notes the count before it reads and
/// keeps what it read only if the count is the same; the writer raises the count before it commits.
/// From then until all rows of the commit are put in, the count of their stripes is odd, and they
/// are read where they lie.
///
/// That a row is absent is remembered apart, in few places: asking for names that do not exist must
/// not push out those that do.
///
/// @param <K> the row's key
/// @param <V> an immutable row
final class CoherentCache<K, V> {
  private static final int STRIPE_BITS = 14;
  private static final int MOST_ABSENT = 1 << 12;

  private final Cache<K, V> rows;
  private final Cache<K, Boolean> absent = bounded().maximumSize(MOST_ABSENT).build();
  private final Recurrence recurrence = new Recurrence();
  private final Recurrence missing = new Recurrence();

  private final AtomicLongArray commits = new AtomicLongArray(1 << STRIPE_BITS);

  /// @param bytes the bound, as the weigher counts
  CoherentCache(long bytes, Weigher<K, V> weigher) {
    rows = bounded().maximumWeight(bytes).weigher(weigher).build();
  }

  /// What has to be done after some reads or a write is done by whoever made them: to wake another
  /// thread for it, as is usual, costs more.
  private static Caffeine<Object, Object> bounded() {
    return Caffeine.newBuilder().executor(Runnable::run);
  }

  /// The row, from the cache or from where it lies. Kept when it is asked for again.
  Optional<V> get(K key, Function<K, Optional<V>> load) {
    int stripe = stripe(key);
    long before = commits.get(stripe);
    if (isAtRest(before)) {
      var cached = rows.getIfPresent(key);
      if (cached != null) {
        return Optional.of(cached);
      }
      if (absent.getIfPresent(key) != null) {
        return Optional.empty();
      }
    }
    var loaded = load.apply(key);
    if (loaded.isPresent() && recurrence.again(key)) {
      keep(rows, key, loaded.get(), stripe, before);
    } else if (loaded.isEmpty() && missing.again(key)) {
      keep(absent, key, true, stripe, before);
    }
    return loaded;
  }

  private <T> void keep(Cache<K, T> in, K key, T value, int stripe, long before) {
    if (isAtRest(before)) {
      in.asMap().compute(key, (_, present) -> commits.get(stripe) == before ? value : present);
    }
  }

  private static boolean isAtRest(long count) {
    return count % 2 == 0;
  }

  /// Shows none of the rows of a commit that is about to be made, and takes none, until that is
  /// known to be over. Called by whoever writes.
  void committing(Set<K> keys) {
    if (keys.stream().anyMatch(key -> !isAtRest(commits.get(stripe(key))))) {
      // There was no memory to take or to drop the rows of a commit before this one, so that only
      // the odd count hides the old ones.
      rows.invalidateAll();
      absent.invalidateAll();
    }
    keys.forEach(key -> commits.updateAndGet(stripe(key), count -> count | 1));
  }

  /// Takes the rows as a commit left them, each if it had the row before; empty when it was
  /// deleted. Called by whoever writes, after the commit and before it is acknowledged.
  void committed(Map<K, Optional<V>> changed) {
    changed.forEach((key, row) -> {
      absent.invalidate(key);
      row.ifPresentOrElse(it -> rows.asMap().replace(key, it), () -> rows.invalidate(key));
    });
    // A stripe may be that of several: none is shown before all are there.
    release(changed.keySet());
  }

  /// Drops rows that may or may not have changed.
  void forget(Set<K> keys) {
    absent.invalidateAll(keys);
    rows.invalidateAll(keys);
    release(keys);
  }

  private void release(Set<K> keys) {
    keys.forEach(key -> commits.updateAndGet(stripe(key), count -> (count | 1) + 1));
  }

  private static int stripe(Object key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return hash >>> (Integer.SIZE - STRIPE_BITS);
  }
}
