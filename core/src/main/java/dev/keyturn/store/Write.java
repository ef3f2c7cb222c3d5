package dev.keyturn.store;

import dev.keyturn.key.Sealed;
import java.time.Instant;
import java.util.Optional;

/// One part of a commit.
public sealed interface Write {

  /// Expect that the document does not exist.
  long ABSENT = 0;

  /// Expect nothing: for documents that nobody reads before writing.
  long ANY = -1;

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
