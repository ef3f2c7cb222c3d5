package dev.keyturn.secret;

import dev.keyturn.rotation.RotationRules;
import dev.keyturn.secret.Secret.RotationSettings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What DescribeSecret and ListSecrets show of a secret alike: what is empty is left out.
final class Shown {
  private final Secret secret;

  Shown(Secret secret) {
    this.secret = secret;
  }

  Optional<List<Tag>> tags() {
    return Tags.shown(secret.details().tags());
  }

  /// Labels by version; deprecated versions are not there.
  Optional<Map<String, List<String>>> stages() {
    Map<String, List<String>> stages = new LinkedHashMap<>();
    for (Version version : secret.versions().values()) {
      if (!version.labels().isEmpty()) {
        stages.put(version.id(), List.copyOf(version.labels()));
      }
    }
    return Optional.of(stages).filter(map -> !map.isEmpty());
  }

  /// Absent when rotation was never turned on.
  Optional<Boolean> rotationEnabled() {
    return secret.rotation().map(RotationSettings::enabled);
  }

  Optional<String> rotationFunction() {
    return secret.rotation().flatMap(RotationSettings::functionArn);
  }

  Optional<RotationRules> rotationRules() {
    return secret
        .rotation()
        .map(RotationSettings::rules)
        .filter(rules ->
            rules.automaticallyAfterDays().isPresent()
                || rules.scheduleExpression().isPresent()
                || rules.duration().isPresent());
  }

  Optional<Instant> lastRotated() {
    return secret.rotation().flatMap(RotationSettings::lastRotated);
  }

  Optional<Instant> nextRotation() {
    return secret.rotation().filter(RotationSettings::enabled).flatMap(RotationSettings::next);
  }
}
