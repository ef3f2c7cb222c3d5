package dev.keyturn.store;

import dev.keyturn.key.Sealed;
import java.time.Instant;
import java.util.Optional;

/// One part of a commit. Instants are kept to the nanosecond.
public sealed interface Write {

  /// Expect that the document does not exist.
  long ABSENT = 0;

  /// Expect nothing: for documents that nobody reads before writing.
  long ANY = -1;

  Instant EARLIEST = Instant.parse("1678-01-01T00:00:00Z");
  Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

  /// Refuses what no store has to keep.
  ///
  /// @throws IllegalArgumentException when the key is too long or no text, or an instant is out of
  ///   the range that 64 bits count in nanoseconds (1678 to 2261)
  default void requireStorable() {
    switch (this) {
      case Put put -> {
        requireKey(put.key().key());
        put.due().ifPresent(Write::requireInstant);
        if (put.lease() instanceof Lease.Until(var instant)) {
          requireInstant(instant);
        }
      }
      case Delete delete -> requireKey(delete.key().key());
      case Check check -> requireKey(check.key().key());
      case PutPayload payload -> requireKey(payload.key());
      case DeletePayload payload -> requireKey(payload.key());
    }
  }

  private static void requireKey(String key) {
    if (!DocumentKey.storable(key)) {
      throw new IllegalArgumentException("Not a key of at most 2,048 characters without NUL");
    }
  }

  private static void requireInstant(Instant instant) {
    if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
      throw new IllegalArgumentException("A store keeps no " + instant);
    }
  }

  /// Creates or replaces a document that is never due. A claim that is held on it stays.
  static Put put(DocumentKey key, long expected, Record body) {
    return new Put(key, expected, Json.write(body), Optional.empty(), Lease.KEEP);
  }

  /// Creates or replaces a document.
  ///
  /// @param expected the revision it must have, [#ABSENT] or [#ANY]
  /// @param due when it becomes claimable; empty: never
  /// @param lease what becomes of a claim that is held on it
  record Put(DocumentKey key, long expected, String body, Optional<Instant> due, Lease lease)
      implements Write {}

  /// Deletes a document; one that is absent is fine only with [#ANY].
  record Delete(DocumentKey key, long expected) implements Write {}

  /// Writes nothing, but fails the commit when the document is not at this revision ([#ABSENT]:
  /// when it exists).
  record Check(DocumentKey key, long expected) implements Write {}

  /// Adds a write-once payload. A key that is taken fails the commit.
  record PutPayload(String key, Sealed sealed) implements Write {}

  /// Deletes a payload; an absent one is fine.
  record DeletePayload(String key) implements Write {}

  /// What a [Put] does to a claim that is held on the document.
  sealed interface Lease {
    /// A writer other than the owner leaves the claim as it is.
    record Keep() implements Lease {}

    /// The owner goes on until then.
    record Until(Instant instant) implements Lease {}

    /// The owner is done: the document can be claimed again when it is due.
    record Release() implements Lease {}

    Lease KEEP = new Keep();
    Lease RELEASE = new Release();
  }
}
