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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// On which day (UTC) secrets and versions were last read. Reads only note it in memory; the
/// program writes it behind by [#flush], so that a crash loses at most what was noted since.
/// Thread-safe.
public final class AccessDays {
  private static final int MOST_CLEAN = 100_000;
  private static final int WRITES_PER_COMMIT = 500;
  private static final String KIND = "access-day";

  private final Store store;
  private final ConcurrentHashMap<String, Day> days = new ConcurrentHashMap<>();

  public AccessDays(Store store) {
    this.store = store;
  }

  /// The document.
  ///
  /// @param epochDay days since 1970-01-01
  public record AccessDay(long epochDay) {}

  private record Day(long epochDay, boolean written) {}

  /// Notes that a version was read.
  void touch(SecretKey key, String versionId, Instant at) {
    long today = Math.floorDiv(at.getEpochSecond(), 86_400L);
    String version = key.payload(versionId);
    // The secret is noted before its version: what is known of the version is known of the secret.
    if (!isNoted(version, today)) {
      note(key.text(), today);
      note(version, today);
    }
  }

  private void note(String key, long today) {
    if (!isNoted(key, today)) {
      days.put(key, new Day(today, false));
    }
  }

  private boolean isNoted(String key, long today) {
    Day known = days.get(key);
    return known != null && known.epochDay >= today;
  }

  /// Midnight (UTC) of the day of the last read of a secret; empty when it was never read.
  Optional<Instant> of(SecretKey key) {
    return of(key.text());
  }

  /// The same for one version.
  Optional<Instant> of(SecretKey key, String versionId) {
    return of(key.payload(versionId));
  }

  private Optional<Instant> of(String key) {
    return Optional.ofNullable(days.get(key))
        .map(Day::epochDay)
        .or(() ->
            store
                .get(new DocumentKey(KIND, key))
                .map(document -> Json.read(document.body(), AccessDay.class).epochDay()))
        .map(day -> LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  /// Writes what was noted since the last flush.
  public void flush() {
    List<Map.Entry<String, Day>> batch = new ArrayList<>();
    for (Map.Entry<String, Day> entry : days.entrySet()) {
      if (!entry.getValue().written) {
        batch.add(Map.entry(entry.getKey(), entry.getValue()));
      }
      if (batch.size() == WRITES_PER_COMMIT) {
        write(batch);
        batch.clear();
      }
    }
    write(batch);
    if (days.size() > MOST_CLEAN) {
      days.values().removeIf(Day::written);
    }
  }

  private void write(List<Map.Entry<String, Day>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      store.commit(batch.stream().map(it -> put(it.getKey(), it.getValue())).toList());
    } catch (Conflict impossible) {
      throw new IllegalStateException("Unconditional writes met a conflict", impossible);
    }
    batch.forEach(
        it -> days.replace(it.getKey(), it.getValue(), new Day(it.getValue().epochDay, true)));
  }

  private static Write put(String key, Day day) {
    return new Write.Put(
        new DocumentKey(KIND, key),
        Write.ANY,
        Json.write(new AccessDay(day.epochDay)),
        Optional.empty(),
        Lease.KEEP);
  }

  /// Forgets a secret that is being purged.
  ///
  /// @return what deletes the documents
  List<Write> forget(Stored stored) {
    List<String> keys = new ArrayList<>(List.of(stored.key().text()));
    stored.secret().versions().keySet().forEach(id -> keys.add(stored.key().payload(id)));
    keys.forEach(days::remove);
    return keys.stream()
        .<Write>map(key -> new Write.Delete(new DocumentKey(KIND, key), Write.ANY))
        .toList();
  }
}
