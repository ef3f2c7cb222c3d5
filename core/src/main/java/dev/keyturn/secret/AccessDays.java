package dev.keyturn.secret;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// On which day (UTC) secrets and versions were last read. Reads only note it in memory; the
/// program writes it behind, so that a crash loses what was noted in the last minute. Thread-safe.
public final class AccessDays {
  private static final Logger LOG = LoggerFactory.getLogger(AccessDays.class);
  private static final String KIND = "access-day";
  private static final int SECRETS_PER_COMMIT = 250;

  /// The more secrets are written at once, the more of them lie on the same pages of the store; but
  /// what waits takes memory.
  private static final Duration WAIT = Duration.ofMinutes(1);

  private static final int MOST_WAITING = 100_000;

  private final Store store;
  private final NotedToday noted = new NotedToday();
  private final ConcurrentHashMap<String, LastReads> unwritten = new ConcurrentHashMap<>();
  private Instant flushed = Instant.MIN;

  public AccessDays(Store store) {
    this.store = store;
  }

  /// Notes that a version was read.
  void touch(SecretKey key, String versionId, Instant at) {
    long today = Math.floorDiv(at.getEpochSecond(), 86_400L);
    if (noted.isNew(key.text(), versionId, today)) {
      unwritten.merge(key.text(), LastReads.of(versionId, today), LastReads::and);
    }
  }

  /// Midnight (UTC) of the day of the last read of a secret; empty when it was never read.
  Optional<Instant> of(SecretKey key) {
    return known(key).last().map(AccessDays::midnight);
  }

  /// The same for each version of a secret that was ever read.
  LastReads known(SecretKey key) {
    LastReads written = stored(key.text()).map(AccessDays::read).orElse(LastReads.NONE);
    return written.and(unwritten.getOrDefault(key.text(), LastReads.NONE));
  }

  static Instant midnight(long epochDay) {
    return LocalDate.ofEpochDay(epochDay).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Optional<Document> stored(String key) {
    return store.get(at(key));
  }

  private static DocumentKey at(String key) {
    return new DocumentKey(KIND, key);
  }

  private static LastReads read(Document document) {
    return Json.read(document.body(), LastReads.class);
  }

  /// Writes what was noted, when some of it has waited for a minute or there is much of it. Called
  /// every few seconds, by one thread.
  public void flushWhenDue(Instant now) {
    if (unwritten.size() >= MOST_WAITING || !now.isBefore(flushed.plus(WAIT))) {
      flushed = now;
      flush();
    }
  }

  /// Writes what was noted since the last flush: in the order of the keys, because neighbours lie
  /// on the same pages of the store.
  public void flush() {
    List<String> keys = unwritten.keySet().stream().sorted().toList();
    for (int from = 0; from < keys.size(); from += SECRETS_PER_COMMIT) {
      write(keys.subList(from, Math.min(from + SECRETS_PER_COMMIT, keys.size())));
    }
  }

  private void write(List<String> keys) {
    Map<String, LastReads> batch = new TreeMap<>();
    // What was purged since must not come back.
    keys.forEach(
        key -> Optional.ofNullable(unwritten.get(key)).ifPresent(it -> batch.put(key, it)));
    try {
      store.commit(batch.entrySet().stream().map(it -> put(it.getKey(), it.getValue())).toList());
      batch.forEach(unwritten::remove);
    } catch (Conflict written) {
      LOG.debug("Days of the last access are written by the next flush", written);
    }
  }

  private Write put(String key, LastReads reads) {
    Optional<Document> stored = stored(key);
    LastReads all = stored.map(AccessDays::read).orElse(LastReads.NONE).and(reads);
    return Write.put(at(key), stored.map(Document::revision).orElse(Write.ABSENT), all);
  }

  /// What deletes the days of a secret that is being purged.
  static Write delete(SecretKey key) {
    return new Write.Delete(at(key.text()), Write.ANY);
  }

  /// Writes no more of a secret that was purged.
  void forget(SecretKey key) {
    unwritten.remove(key.text());
  }
}
