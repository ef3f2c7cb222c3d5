package dev.keyturn.secret;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// How many versions and labels a secret may have. Beyond 100 versions, those without a label go,
/// the oldest first, but none that is younger than a day and none that a rotation still needs.
public final class VersionLimits {
  /// How many versions a secret keeps.
  public static final int VERSIONS = 100;

  private static final Duration YOUNG = Duration.ofHours(24);

  private VersionLimits() {}

  /// A secret after collection, and what deletes the payloads of the versions that went.
  public record Collected(Secret secret, List<Write> writes) {}

  /// Makes room after a version was added.
  ///
  /// @param kept ids that must stay; asked only when something has to go
  /// @throws LimitExceeded when there are too many versions and none may go
  public static Collected collect(
      SecretKey key, Secret secret, Supplier<Set<String>> kept, Instant now) {
    int excess = secret.versions().size() - VERSIONS;
    if (excess <= 0) {
      return new Collected(secret, List.of());
    }
    List<String> gone = oldest(secret, kept.get(), now.minus(YOUNG), excess);
    if (gone.size() < excess) {
      throw new LimitExceeded(
          "The secret has "
              + VERSIONS
              + " versions and none of them may be removed yet: a version without staging label"
              + " is kept for 24 hours.");
    }
    Map<String, Version> left = new LinkedHashMap<>(secret.versions());
    left.keySet().removeAll(gone);
    return new Collected(
        secret.withVersions(left),
        gone.stream().<Write>map(id -> new Write.DeletePayload(key.payload(id))).toList());
  }

  private static List<String> oldest(Secret secret, Set<String> kept, Instant before, int most) {
    return secret.versions().values().stream()
        .filter(version -> version.labels().isEmpty())
        .filter(version -> version.created().isBefore(before))
        .filter(version -> !kept.contains(version.id()))
        .sorted(Comparator.comparing(Version::created))
        .limit(most)
        .map(Version::id)
        .toList();
  }

  /// Refuses a label too many. The moves of a rotation are never refused: once it has changed the
  /// target it must be able to finish, and AWSPREVIOUS may come to lie where there was none.
  static void requireLabels(Call call, Secret before, Secret after) {
    int count = after.labelCount();
    if (count > Labels.LIMIT && count > before.labelCount() && call.caller().serves().isEmpty()) {
      throw new LimitExceeded(
          "A secret can't have more than " + Labels.LIMIT + " staging labels in total.");
    }
  }
}
