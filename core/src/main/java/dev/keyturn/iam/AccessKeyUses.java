package dev.keyturn.iam;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Store;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// When, and for what, access keys were last used. Requests only note it in memory; the program
/// writes it behind by [#flush], so that a crash loses at most what was noted since. Thread-safe.
public final class AccessKeyUses {
  private static final int KEYS_PER_COMMIT = 250;
  private static final String KIND = "access-key-use";

  private final Store store;
  private final ConcurrentHashMap<String, Use> unwritten = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Use> latest = new ConcurrentHashMap<>();

  public AccessKeyUses(Store store) {
    this.store = store;
  }

  /// The document.
  ///
  /// @param at to the second
  public record Use(Instant at, String service, String region) {
    boolean covers(Instant instant, String forService, String inRegion) {
      return at.getEpochSecond() >= instant.getEpochSecond()
          && service.equals(forService)
          && region.equals(inRegion);
    }
  }

  /// Notes that a request was signed with a key.
  public void note(String accessKeyId, Instant at, String service, String region) {
    Use known = latest.get(accessKeyId);
    if (known != null && known.covers(at, service, region)) {
      return;
    }
    Use use = new Use(Instant.ofEpochSecond(at.getEpochSecond()), service, region);
    latest.put(accessKeyId, use);
    unwritten.put(accessKeyId, use);
  }

  /// The last use; empty when the key was never used.
  Optional<Use> of(String accessKeyId) {
    return Optional.ofNullable(unwritten.get(accessKeyId))
        .or(() -> store.get(at(accessKeyId)).map(it -> Json.read(it.body(), Use.class)));
  }

  /// Writes what was noted since the last flush.
  public void flush() {
    List<Map.Entry<String, Use>> now =
        unwritten.entrySet().stream()
            .map(it -> Map.entry(it.getKey(), it.getValue()))
            .sorted(Map.Entry.comparingByKey())
            .toList();
    for (int from = 0; from < now.size(); from += KEYS_PER_COMMIT) {
      write(now.subList(from, Math.min(from + KEYS_PER_COMMIT, now.size())));
    }
    latest.clear();
  }

  private void write(List<Map.Entry<String, Use>> some) {
    try {
      store.commit(
          some.stream()
              .filter(it -> AccessKeyDocument.read(store, it.getKey()).isPresent())
              .<Write>map(it -> put(it.getKey(), it.getValue()))
              .toList());
    } catch (Conflict impossible) {
      throw new IllegalStateException("Unconditional writes met a conflict", impossible);
    }
    some.forEach(it -> unwritten.remove(it.getKey(), it.getValue()));
  }

  private static Write put(String accessKeyId, Use use) {
    return Write.put(at(accessKeyId), Write.ANY, use);
  }

  /// The write that forgets a key that is being deleted.
  static Write deletion(String accessKeyId) {
    return new Write.Delete(at(accessKeyId), Write.ANY);
  }

  private static DocumentKey at(String accessKeyId) {
    return new DocumentKey(KIND, accessKeyId);
  }
}
