package dev.keyturn.secret;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.Walk;
import dev.keyturn.secret.RotationRepository.Found;
import dev.keyturn.secret.Secret.RotationSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Tells where a secret's rotation stands and what became of its last steps.
public final class DescribeRotation {
  private final RotationRepository rotations;

  DescribeRotation(RotationRepository rotations) {
    this.rotations = rotations;
  }

  public record Input(String secretId) {}

  /// @param steps the last steps, newest first
  /// @param denialWindowMillis how long the last rotation's target refused what AWSCURRENT said,
  ///   where it is known
  public record Output(
      String arn,
      String name,
      boolean rotationEnabled,
      String state,
      List<String> conditions,
      String explanation,
      Optional<String> kind,
      Optional<String> token,
      Optional<String> step,
      Optional<Integer> attempt,
      Optional<Instant> unsettledSinceDate,
      Optional<Instant> overdueSinceDate,
      Optional<Instant> nextTryDate,
      Optional<Instant> lastRotatedDate,
      Optional<Instant> nextRotationDate,
      Optional<Long> denialWindowMillis,
      List<StepShown> steps) {}

  Output handle(Call call, Stored stored, Input input) {
    Rotation rotation = require(rotations, stored).rotation();
    RotationShown shown = new RotationShown(rotation, call.at());
    Optional<RotationSettings> settings = stored.secret().rotation();
    return new Output(
        stored.arn(),
        stored.secret().name(),
        settings.filter(RotationSettings::enabled).isPresent(),
        shown.state(),
        shown.conditions(),
        shown.explanation(),
        rotation.walk().map(Walk::kind).map(Walk.Kind::name),
        rotation.token(),
        shown.step(),
        shown.attempt(),
        rotation.unsettledSince(),
        shown.standing().overdueSince(),
        shown.standing().nextTry(),
        settings.flatMap(RotationSettings::lastRotated),
        settings.flatMap(RotationSettings::next),
        shown.denialWindowMillis(),
        rotation.history().reversed().stream().map(StepShown::of).toList());
  }

  static Found require(RotationRepository rotations, Stored stored) {
    return rotations
        .get(stored.key())
        .orElseThrow(() -> new InvalidRequest("Rotation was never turned on for this secret."));
  }
}
