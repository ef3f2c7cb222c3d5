package dev.keyturn.secret;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// On which day (UTC) secrets and versions were last read. Reads only note it in memory; the
/// program writes it behind by [#flush], so that a crash loses at most what was noted since.
/// Thread-safe.
public final class AccessDays {
  private static final int SECRETS_PER_COMMIT = 250;
  private static final String KIND = "access-day";

  private final Store store;
  private final NotedToday noted = new NotedToday();
  private final ConcurrentHashMap<String, Unwritten> unwritten = new ConcurrentHashMap<>();

  public AccessDays(Store store) {
    this.store = store;
  }

  /// The document.
  ///
  /// @param epochDay days since 1970-01-01
  public record AccessDay(long epochDay) {}

  /// What is to be written of a secret.
  ///
  /// @param versions the day of each version that was read, in days since 1970-01-01
  private record Unwritten(Map<String, Long> versions) {
    Unwritten and(String versionId, long day) {
      Map<String, Long> more = new HashMap<>(versions);
      more.merge(versionId, day, Math::max);
      return new Unwritten(Map.copyOf(more));
    }

    long last() {
      return Collections.max(versions.values());
    }
  }

  /// Notes that a version was read.
  void touch(SecretKey key, String versionId, Instant at) {
    long today = Math.floorDiv(at.getEpochSecond(), 86_400L);
    if (noted.isNew(key.text(), versionId, today)) {
      unwritten.merge(
          key.text(),
          new Unwritten(Map.of(versionId, today)),
          (present, _) -> present.and(versionId, today));
    }
  }

  /// Midnight (UTC) of the day of the last read of a secret; empty when it was never read.
  Optional<Instant> of(SecretKey key) {
    return midnight(unwritten(key).map(Unwritten::last), key.text());
  }

  /// The same for one version.
  Optional<Instant> of(SecretKey key, String versionId) {
    return midnight(unwritten(key).map(it -> it.versions.get(versionId)), key.payload(versionId));
  }

  private Optional<Unwritten> unwritten(SecretKey key) {
    return Optional.ofNullable(unwritten.get(key.text()));
  }

  private Optional<Instant> midnight(Optional<Long> unwritten, String key) {
    return unwritten
        .or(() ->
            store
                .get(new DocumentKey(KIND, key))
                .map(document -> Json.read(document.body(), AccessDay.class).epochDay()))
        .map(day -> LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  /// Writes what was noted since the last flush: in the order of the keys, because neighbours lie
  /// on the same pages of the store.
  public void flush() {
    List<Map.Entry<String, Unwritten>> now =
        unwritten.entrySet().stream()
            .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
            .sorted(Map.Entry.comparingByKey())
            .toList();
    for (int from = 0; from < now.size(); from += SECRETS_PER_COMMIT) {
      write(now.subList(from, Math.min(from + SECRETS_PER_COMMIT, now.size())));
    }
  }

  private void write(List<Map.Entry<String, Unwritten>> some) {
    // What was purged since must not come back.
    List<Map.Entry<String, Unwritten>> batch =
        some.stream().filter(it -> unwritten.containsKey(it.getKey())).toList();
    try {
      store.commit(batch.stream().flatMap(it -> puts(it.getKey(), it.getValue())).toList());
    } catch (Conflict impossible) {
      throw new IllegalStateException("Unconditional writes met a conflict", impossible);
    }
    batch.forEach(it -> unwritten.remove(it.getKey(), it.getValue()));
  }

  private static Stream<Write> puts(String key, Unwritten days) {
    return Stream.concat(
        Stream.of(put(key, days.last())),
        days.versions.entrySet().stream()
            .map(version -> put(SecretKey.payload(key, version.getKey()), version.getValue())));
  }

  private static Write put(String key, long day) {
    return new Write.Put(
        new DocumentKey(KIND, key),
        Write.ANY,
        Json.write(new AccessDay(day)),
        Optional.empty(),
        Lease.KEEP);
  }

  /// What deletes the documents of a secret that is being purged.
  static List<Write> deletes(Stored stored) {
    List<String> keys = new ArrayList<>(List.of(stored.key().text()));
    stored.secret().versions().keySet().forEach(id -> keys.add(stored.key().payload(id)));
    return keys.stream()
        .<Write>map(key -> new Write.Delete(new DocumentKey(KIND, key), Write.ANY))
        .toList();
  }

  /// Writes no more of a secret that was purged.
  void forget(SecretKey key) {
    unwritten.remove(key.text());
  }
}
