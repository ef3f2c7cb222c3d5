package dev.keyturn.store;

import java.util.concurrent.atomic.AtomicIntegerArray;

/// Tells keys that come again from those that come once, so that a walk through everything does not
/// push out of memory what is used, nor leave the garbage collector much that lived long. Keeps no
/// keys, only the last hash for each of so many places, and so forgets. Thread-safe: a race costs a
/// sighting.
public final class Recurrence {
  private static final int BITS = 16;

  private final AtomicIntegerArray last = new AtomicIntegerArray(1 << BITS);

  /// Whether the key came not long ago. It has come now.
  public boolean again(Object key) {
    // Never the zero that an empty place holds.
    int hash = (key.hashCode() * 0x9E3779B9) | 1;
    int place = hash >>> (Integer.SIZE - BITS);
    boolean again = last.getPlain(place) == hash;
    if (!again) {
      last.setPlain(place, hash);
    }
    return again;
  }
}
