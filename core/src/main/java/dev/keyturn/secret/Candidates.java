package dev.keyturn.secret;

import dev.keyturn.rotation.Rotation;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The versions whose credential a target may hold, the likeliest first: what a rotation was
/// making, what was current, and then every version that is kept, the newest first.
final class Candidates {
  private Candidates() {}

  static List<String> of(Secret secret, Rotation rotation) {
    Set<String> likeliest = new LinkedHashSet<>();
    rotation.token().ifPresent(likeliest::add);
    Stream.of(Labels.PENDING, Labels.PREVIOUS, Labels.CURRENT)
        .map(secret::labelled)
        .flatMap(Optional::stream)
        .map(Version::id)
        .forEach(likeliest::add);
    secret.versions().values().stream()
        .sorted(Comparator.comparing(Version::created).reversed())
        .map(Version::id)
        .forEach(likeliest::add);
    return likeliest.stream()
        .filter(id -> secret.version(id).filter(Version::hasValue).isPresent())
        .toList();
  }
}
