package dev.keyturn.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.keyturn.store.Recurrence;
import java.util.HashSet;
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
/// keeps what it read only if the count is the same; the writer raises the count before it touches
/// the row. Both do so under the row's lock in the cache. From just before a commit until its rows
/// are put in, they are read where they lie, and the count of their stripes is odd.
///
/// That a row is absent is remembered apart, in few places: asking for names that do not exist must
/// not push out those that do.
///
/// @param <K> the row's key
/// @param <V> an immutable row
final class CoherentCache<K, V> {
  private static final int STRIPES = 1 << 12;
  private static final int MOST_ABSENT = 1 << 12;

  private final Cache<K, V> rows;
  private final Cache<K, Boolean> absent = Caffeine.newBuilder().maximumSize(MOST_ABSENT).build();
  private final Recurrence recurrence = new Recurrence();
  private final Recurrence missing = new Recurrence();

  /// What was dropped for the commit that is being made. Only whoever writes touches it.
  private final Set<K> dropped = new HashSet<>();

  private final AtomicLongArray commits = new AtomicLongArray(STRIPES);

  /// @param bytes the bound, as the weigher counts
  CoherentCache(long bytes, Weigher<K, V> weigher) {
    rows = Caffeine.newBuilder().maximumWeight(bytes).weigher(weigher).build();
  }

  /// The row, from the cache or from where it lies. Kept when it is asked for again.
  Optional<V> get(K key, Function<K, Optional<V>> load) {
    var cached = rows.getIfPresent(key);
    if (cached != null) {
      return Optional.of(cached);
    }
    if (absent.getIfPresent(key) != null) {
      return Optional.empty();
    }
    int stripe = stripe(key);
    long before = commits.get(stripe);
    var loaded = load.apply(key);
    if (loaded.isPresent() && recurrence.again(key)) {
      keep(rows, key, loaded.get(), before);
    } else if (loaded.isEmpty() && missing.again(key)) {
      keep(absent, key, true, before);
    }
    return loaded;
  }

  private <T> void keep(Cache<K, T> in, K key, T value, long before) {
    int stripe = stripe(key);
    in.asMap().compute(key, (_, present) -> isStill(before, stripe) ? value : present);
  }

  private boolean isStill(long before, int stripe) {
    return before % 2 == 0 && commits.get(stripe) == before;
  }

  /// Drops the row of a commit that is about to be made, and takes none until that is known to be
  /// over. Called by whoever writes.
  void committing(K key) {
    commits.updateAndGet(stripe(key), count -> count | 1);
    absent.invalidate(key);
    if (rows.asMap().remove(key) != null) {
      dropped.add(key);
    }
  }

  /// Takes the row as a commit left it, if it had the row before; empty when it was deleted. Called
  /// by whoever writes, after the commit and before it is acknowledged.
  void committed(K key, Optional<V> row) {
    commits.updateAndGet(stripe(key), count -> (count | 1) + 1);
    absent.invalidate(key);
    if (dropped.remove(key) && row.isPresent()) {
      rows.put(key, row.get());
    } else {
      rows.invalidate(key);
    }
  }

  /// Drops a row that may or may not have changed.
  void forget(K key) {
    committed(key, Optional.empty());
  }

  private static int stripe(Object key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return hash >>> (Integer.SIZE - 12);
  }
}
