package dev.keyturn.store;

import dev.keyturn.key.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where everything is kept. The store is untrusted: secret values reach it sealed. Every method is
/// thread-safe, blocks its (virtual) thread, and throws [StoreUnavailable] when the medium fails.
///
/// A read sees every commit that was acknowledged before it began, and every commit of which a read
/// that ended before it began saw a part. An acknowledged commit survives the death of the process
/// and, unless it was asked for less, of the machine. Time comes from the caller: the store never
/// asks a clock.
public interface Store extends AutoCloseable {

  /// The document, or empty.
  Optional<Document> get(DocumentKey key);

  /// Documents of one kind whose key starts with `prefix` and is greater than `after`, in byte
  /// order of their keys.
  ///
  /// @param after the last key of the page before; empty for the first page
  /// @param limit how many at the most, 1 to 1,000
  List<Document> scan(String kind, String prefix, String after, int limit);

  /// A sealed payload, or empty.
  Optional<Sealed> payload(String key);

  /// Does all the writes, in their order, or none of them. Returns when they are durable. A write
  /// sees what those before it did.
  ///
  /// @throws Conflict when a condition did not hold; nothing was written
  void commit(List<Write> writes, Durability durability) throws Conflict;

  /// As [#commit(List, Durability)], durable [Durability#NOW].
  default void commit(List<Write> writes) throws Conflict {
    commit(writes, Durability.NOW);
  }

  /// Like [#commit], for those who go another way when a condition did not hold.
  ///
  /// @return whether the writes were done
  default boolean committed(List<Write> writes) {
    return committed(writes, Durability.NOW);
  }

  /// As [#committed(List)], as durable as that.
  default boolean committed(List<Write> writes, Durability durability) {
    try {
      commit(writes, durability);
      return true;
    } catch (Conflict _) {
      return false;
    }
  }

  /// Hands out documents of a kind that are due and not under a lease that still runs, each to one
  /// caller only, the longest due first. Each claim raises fence and revision. It is durable
  /// [Durability#WITH_NEXT]: with the machine dies who claimed.
  ///
  /// @param lease how long the claim holds from `now` on unless it is renewed
  /// @param limit how many at the most, 1 to 1,000
  List<Document> claimDue(String kind, Instant now, Duration lease, int limit);

  /// Prolongs a claim; its revision stays. False when the claim is no longer held under this fence
  /// (released, claimed by another, or the document is gone): the caller must stop.
  boolean renew(DocumentKey key, long fence, Instant until);

  /// The earliest due instant of a kind among documents without a lease that runs past `now`; empty
  /// when none is due ever. Lets the engine sleep.
  Optional<Instant> nextDue(String kind, Instant now);

  @Override
  void close();

  /// Refuses a limit that no store has to serve.
  ///
  /// @throws IllegalArgumentException unless it is 1 to 1,000
  static void requirePage(int limit) {
    if (limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("A limit is 1 to 1000, not " + limit);
    }
  }
}
