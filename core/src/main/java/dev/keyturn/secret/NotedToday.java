package dev.keyturn.secret;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Which reads need no noting because the same version was noted on the same day. Keeps nothing but
/// a fingerprint of 64 bits for each, of up to two million: what is pushed out is noted again,
/// which costs a write and changes nothing. Thread-safe; a race costs a noting.
final class NotedToday {
  private static final int PLACES = 4;
  private static final int BITS = 10;
  private static final int BITS_OF_A_PART = 9;
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final AtomicReferenceArray<@Nullable AtomicLongArray> parts =
      new AtomicReferenceArray<>(1 << BITS);

  /// Whether this version was not noted on this day. It is now.
  boolean isNew(String secret, String versionId, long day) {
    long fingerprint = mix(hash(hash(day, secret), versionId));
    AtomicLongArray fingerprints = part((int) (fingerprint >>> (Long.SIZE - BITS)));
    int first = (int) (fingerprint & ((1 << BITS_OF_A_PART) - 1)) * PLACES;
    for (int place = first; place < first + PLACES; place++) {
      if (fingerprints.getPlain(place) == fingerprint) {
        return false;
      }
    }
    long moving = fingerprint;
    for (int place = first; place < first + PLACES; place++) {
      long next = fingerprints.getPlain(place);
      fingerprints.setPlain(place, moving);
      moving = next;
    }
    return true;
  }

  private AtomicLongArray part(int index) {
    AtomicLongArray part = parts.get(index);
    if (part == null) {
      part = new AtomicLongArray(PLACES << BITS_OF_A_PART);
      parts.set(index, part);
    }
    return part;
  }

  private static long hash(long before, String text) {
    long hash = before;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash + text.charAt(i)) * ODD;
    }
    return mix(hash);
  }

  /// Lets each bit depend on all of them.
  private static long mix(long hash) {
    long once = (hash ^ (hash >>> 32)) * ODD;
    return once ^ (once >>> 29);
  }
}
