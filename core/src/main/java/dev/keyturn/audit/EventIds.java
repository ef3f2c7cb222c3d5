package dev.keyturn.audit;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Ids of audit records, as UUIDs of version 8. No two are the same: those of one instance are
/// counted, and what they begin with was drawn at random. Nobody has to be kept from guessing them,
/// so none costs secure random numbers. Thread-safe.
public final class EventIds {
  private static final long VERSION = 0x8000L;
  private static final long VERSION_BITS = 0xF000L;
  private static final long VARIANT = 1L << 63;

  private final long random;
  private final AtomicLong count = new AtomicLong();

  public EventIds() {
    random = (new SecureRandom().nextLong() & ~VERSION_BITS) | VERSION;
  }

  /// An id that was not given before.
  public String next() {
    return new UUID(random, VARIANT | count.getAndIncrement()).toString();
  }
}
