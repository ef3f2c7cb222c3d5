package dev.keyturn.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What was found out last, so that it need not be found out again. Whoever asks has to know
/// whether it still holds. Bounded: each key has four places, and whoever comes last takes the
/// first. What comes once only is not kept. Thread-safe, without a lock.
///
/// @param <V> an immutable value
public final class Remembered<K, V> {
  private static final int PLACES = 4;

  private final int bits;
  private final AtomicReferenceArray<@Nullable Entry<K, V>> entries;
  private final Recurrence recurrence = new Recurrence();

  private record Entry<K, V>(K key, V value) {}

  /// @param bits room for four times so many powers of two
  public Remembered(int bits) {
    this.bits = bits;
    entries = new AtomicReferenceArray<>(PLACES << bits);
  }

  /// Nothing when it was never known, or is forgotten.
  public @Nullable V get(K key) {
    int first = first(key);
    for (int place = first; place < first + PLACES; place++) {
      Entry<K, V> entry = entries.get(place);
      if (entry != null && entry.key.equals(key)) {
        return entry.value;
      }
    }
    return null;
  }

  /// Keeps it if the key came not long ago, too.
  public void put(K key, V value) {
    if (!recurrence.again(key)) {
      return;
    }
    int first = first(key);
    Entry<K, V> moving = new Entry<>(key, value);
    for (int place = first; place < first + PLACES && moving != null; place++) {
      moving = entries.getAndSet(place, moving);
      if (moving != null && moving.key.equals(key)) {
        return;
      }
    }
  }

  private int first(Object key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return (hash >>> (Integer.SIZE - bits)) * PLACES;
  }
}
