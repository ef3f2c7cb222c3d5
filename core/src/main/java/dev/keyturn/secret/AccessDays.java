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
import java.util.Comparator;
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
  private static final int MOST_CLEAN = 100_000;
  private static final int SECRETS_PER_COMMIT = 250;
  private static final String KIND = "access-day";

  private final Store store;
  private final ConcurrentHashMap<SecretKey, Noted> days = new ConcurrentHashMap<>();

  public AccessDays(Store store) {
    this.store = store;
  }

  /// The document.
  ///
  /// @param epochDay days since 1970-01-01
  public record AccessDay(long epochDay) {}

  /// What is known of a secret.
  ///
  /// @param versions the day of each version that was read, in days since 1970-01-01
  private record Noted(Map<String, Long> versions, boolean written) {
    static final Noted NOTHING = new Noted(Map.of(), true);

    boolean has(String versionId, long day) {
      Long known = versions.get(versionId);
      return known != null && known >= day;
    }

    Noted with(String versionId, long day) {
      if (has(versionId, day)) {
        return this;
      }
      Map<String, Long> more = new HashMap<>(versions);
      more.put(versionId, day);
      return new Noted(Map.copyOf(more), false);
    }

    long last() {
      return Collections.max(versions.values());
    }
  }

  /// Notes that a version was read.
  void touch(SecretKey key, String versionId, Instant at) {
    long today = Math.floorDiv(at.getEpochSecond(), 86_400L);
    Noted known = days.get(key);
    if (known == null || !known.has(versionId, today)) {
      days.merge(
          key,
          Noted.NOTHING.with(versionId, today),
          (present, _) -> present.with(versionId, today));
    }
  }

  /// Midnight (UTC) of the day of the last read of a secret; empty when it was never read.
  Optional<Instant> of(SecretKey key) {
    return midnight(noted(key).map(Noted::last), key.text());
  }

  /// The same for one version.
  Optional<Instant> of(SecretKey key, String versionId) {
    return midnight(noted(key).map(noted -> noted.versions.get(versionId)), key.payload(versionId));
  }

  private Optional<Noted> noted(SecretKey key) {
    return Optional.ofNullable(days.get(key));
  }

  private Optional<Instant> midnight(Optional<Long> noted, String key) {
    return noted
        .or(() ->
            store
                .get(new DocumentKey(KIND, key))
                .map(document -> Json.read(document.body(), AccessDay.class).epochDay()))
        .map(day -> LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  /// Writes what was noted since the last flush: in the order of the keys, because neighbours lie
  /// on the same pages of the store.
  public void flush() {
    List<Map.Entry<SecretKey, Noted>> unwritten =
        days.entrySet().stream()
            .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
            .filter(entry -> !entry.getValue().written)
            .sorted(Comparator.comparing(entry -> entry.getKey().text()))
            .toList();
    for (int from = 0; from < unwritten.size(); from += SECRETS_PER_COMMIT) {
      int to = Math.min(from + SECRETS_PER_COMMIT, unwritten.size());
      write(unwritten.subList(from, to));
    }
    if (days.size() > MOST_CLEAN) {
      days.values().removeIf(Noted::written);
    }
  }

  private void write(List<Map.Entry<SecretKey, Noted>> batch) {
    try {
      store.commit(batch.stream().flatMap(it -> puts(it.getKey(), it.getValue())).toList());
    } catch (Conflict impossible) {
      throw new IllegalStateException("Unconditional writes met a conflict", impossible);
    }
    batch.forEach(
        it -> days.replace(it.getKey(), it.getValue(), new Noted(it.getValue().versions, true)));
  }

  private static Stream<Write> puts(SecretKey key, Noted noted) {
    return Stream.concat(
        Stream.of(put(key.text(), noted.last())),
        noted.versions.entrySet().stream()
            .map(version -> put(key.payload(version.getKey()), version.getValue())));
  }

  private static Write put(String key, long day) {
    return new Write.Put(
        new DocumentKey(KIND, key),
        Write.ANY,
        Json.write(new AccessDay(day)),
        Optional.empty(),
        Lease.KEEP);
  }

  /// Forgets a secret that is being purged.
  ///
  /// @return what deletes the documents
  List<Write> forget(Stored stored) {
    days.remove(stored.key());
    List<String> keys = new ArrayList<>(List.of(stored.key().text()));
    stored.secret().versions().keySet().forEach(id -> keys.add(stored.key().payload(id)));
    return keys.stream()
        .<Write>map(key -> new Write.Delete(new DocumentKey(KIND, key), Write.ANY))
        .toList();
  }
}
