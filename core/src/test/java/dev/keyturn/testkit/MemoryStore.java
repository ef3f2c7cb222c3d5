package dev.keyturn.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;

import dev.keyturn.key.Sealed;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Durability;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The store's contract in memory: for tests of everything above it. Thread-safe.
public final class MemoryStore implements Store {
  /// UTF-8 order is code point order, which is not the order of Java's chars.
  private static final Comparator<DocumentKey> BYTE_ORDER =
      comparing(DocumentKey::kind)
          .thenComparing(key -> key.key().getBytes(UTF_8), Arrays::compareUnsigned);

  private record Row(Document document, Optional<Instant> lease) {
    boolean free(Instant now) {
      return lease.isEmpty() || !lease.get().isAfter(now);
    }

    boolean dueAt(Instant now) {
      return document.due().isPresent() && !document.due().get().isAfter(now);
    }
  }

  private final NavigableMap<DocumentKey, Row> rows = new TreeMap<>(BYTE_ORDER);
  private final Map<String, Sealed> payloads = new HashMap<>();

  @Override
  public synchronized Optional<Document> get(DocumentKey key) {
    return find(key).map(Row::document);
  }

  @Override
  public synchronized List<Document> scan(String kind, String prefix, String after, int limit) {
    Store.requirePage(limit);
    var page = rows.tailMap(new DocumentKey(kind, after), false);
    if (BYTE_ORDER.compare(new DocumentKey(kind, prefix), new DocumentKey(kind, after)) > 0) {
      page = rows.tailMap(new DocumentKey(kind, prefix), true);
    }
    return page.values().stream()
        .map(Row::document)
        .takeWhile(it -> it.key().kind().equals(kind) && it.key().key().startsWith(prefix))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Sealed> payload(String key) {
    return Optional.ofNullable(payloads.get(key));
  }

  @Override
  public synchronized void commit(List<Write> writes, Durability durability) throws Conflict {
    writes.forEach(Write::requireStorable);
    Deque<Runnable> undo = new ArrayDeque<>();
    try {
      for (var write : writes) {
        apply(write, undo);
      }
    } catch (Conflict conflict) {
      undo.forEach(Runnable::run);
      throw conflict;
    }
  }

  private void apply(Write write, Deque<Runnable> undo) throws Conflict {
    switch (write) {
      case Write.Put put -> put(put, undo);
      case Write.Delete(var key, var expected) -> {
        expect(key, expected);
        if (expected == Write.ABSENT) {
          throw new Conflict("Delete of " + key + " expects that it does not exist");
        }
        set(key, Optional.empty(), undo);
      }
      case Write.Check(var key, var expected) -> expect(key, expected);
      case Write.PutPayload(var key, var sealed) -> {
        if (payloads.containsKey(key)) {
          throw new Conflict("Payload " + key + " exists");
        }
        payloads.put(key, sealed);
        undo.push(() -> payloads.remove(key));
      }
      case Write.DeletePayload(var key) -> {
        var before = payloads.remove(key);
        if (before != null) {
          undo.push(() -> payloads.put(key, before));
        }
      }
    }
  }

  private void put(Write.Put put, Deque<Runnable> undo) throws Conflict {
    expect(put.key(), put.expected());
    var before = find(put.key());
    var document =
        new Document(
            put.key(),
            before.map(row -> row.document().revision()).orElse(0L) + 1,
            before.map(row -> row.document().fence()).orElse(0L),
            put.body(),
            put.due());
    Optional<Instant> lease =
        switch (put.lease()) {
          case Lease.Keep _ -> before.flatMap(Row::lease);
          case Lease.Until(var instant) -> Optional.of(instant);
          case Lease.Release _ -> Optional.empty();
        };
    set(put.key(), Optional.of(new Row(document, lease)), undo);
  }

  private void expect(DocumentKey key, long expected) throws Conflict {
    long revision = find(key).map(row -> row.document().revision()).orElse(Write.ABSENT);
    if (expected != Write.ANY && expected != revision) {
      throw new Conflict(key + " is at revision " + revision + ", not " + expected);
    }
  }

  private void set(DocumentKey key, Optional<Row> row, Deque<Runnable> undo) {
    var before = find(key);
    replace(key, row);
    undo.push(() -> replace(key, before));
  }

  private Optional<Row> find(DocumentKey key) {
    return DocumentKey.storable(key.key()) ? Optional.ofNullable(rows.get(key)) : Optional.empty();
  }

  private void replace(DocumentKey key, Optional<Row> row) {
    row.ifPresentOrElse(it -> rows.put(key, it), () -> rows.remove(key));
  }

  @Override
  public synchronized List<Document> claimDue(String kind, Instant now, Duration lease, int limit) {
    Store.requirePage(limit);
    var due =
        ofKind(kind)
            .filter(row -> row.dueAt(now) && row.free(now))
            .sorted(comparing(row -> row.document().due().orElseThrow()))
            .limit(limit)
            .toList();
    return due.stream().map(row -> claim(row.document(), now.plus(lease))).toList();
  }

  private Document claim(Document it, Instant until) {
    var claimed = new Document(it.key(), it.revision() + 1, it.fence() + 1, it.body(), it.due());
    rows.put(it.key(), new Row(claimed, Optional.of(until)));
    return claimed;
  }

  @Override
  public synchronized boolean renew(DocumentKey key, long fence, Instant until) {
    var held = find(key).filter(row -> row.lease().isPresent() && row.document().fence() == fence);
    held.ifPresent(row -> rows.put(key, new Row(row.document(), Optional.of(until))));
    return held.isPresent();
  }

  @Override
  public synchronized Optional<Instant> nextDue(String kind, Instant now) {
    return ofKind(kind)
        .filter(row -> row.free(now))
        .flatMap(row -> row.document().due().stream())
        .min(Comparator.naturalOrder());
  }

  private Stream<Row> ofKind(String kind) {
    return rows.tailMap(new DocumentKey(kind, ""), true).values().stream()
        .takeWhile(row -> row.document().key().kind().equals(kind));
  }

  @Override
  public void close() {}
}
