package dev.keyturn.secret;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;

/// The days on which the versions of one secret were last read; the document of kind `access-day`.
/// Days of versions that were collected stay, so that the secret's own day never goes back, until
/// there are later ones enough.
///
/// @param versions by version id, in days since 1970-01-01
record LastReads(Map<String, Long> versions) {
  static final LastReads NONE = new LastReads(Map.of());

  static LastReads of(String versionId, long epochDay) {
    return new LastReads(Map.of(versionId, epochDay));
  }

  /// The later day of each version, of as many versions as a secret may have.
  LastReads and(LastReads others) {
    Map<String, Long> all = new HashMap<>(versions);
    others.versions.forEach((id, day) -> all.merge(id, day, Math::max));
    return new LastReads(all.size() > VersionLimits.VERSIONS ? latest(all) : all);
  }

  private static Map<String, Long> latest(Map<String, Long> all) {
    Map<String, Long> latest = new LinkedHashMap<>();
    all.entrySet().stream()
        .sorted(Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(VersionLimits.VERSIONS)
        .forEach(entry -> latest.put(entry.getKey(), entry.getValue()));
    return latest;
  }

  /// The latest of all; empty when no version was ever read.
  Optional<Long> last() {
    return versions.isEmpty() ? Optional.empty() : Optional.of(Collections.max(versions.values()));
  }

  /// That of one version.
  Optional<Long> of(String versionId) {
    return Optional.ofNullable(versions.get(versionId));
  }
}
