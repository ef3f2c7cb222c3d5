package dev.keyturn.store;

import java.time.Instant;
import java.util.Optional;

/// A stored document as it was read. Immutable.
///
/// @param body JSON text
/// @param revision 1 when created, one more at each write and each claim
/// @param fence how often the document has been claimed: a worker whose fence is no longer this one
///   has lost it
/// @param due when it becomes claimable; empty: never
public record Document(
    DocumentKey key, long revision, long fence, String body, Optional<Instant> due) {}
