package dev.keyturn.server.wire;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Ids of requests: they must differ, not be hard to guess, so they need no secure random numbers.
final class RequestId {
  private RequestId() {}

  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & ~(0xC0L << 56)) | (0x80L << 56);
    return new UUID(high, low).toString();
  }
}
