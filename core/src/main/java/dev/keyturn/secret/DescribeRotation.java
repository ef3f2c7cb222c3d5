package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.Walk;
import dev.keyturn.secret.Secret.RotationSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Tells where a secret's rotation stands and what became of its last steps.
public final class DescribeRotation {
  private static final String ACTION = "keyturn:DescribeRotation";

  private final RotationParts parts;

  DescribeRotation(RotationParts parts) {
    this.parts = parts;
  }

  Operation<Input, Stored, Output> row() {
    return new Operation<>(
        "DescribeRotation",
        Input.class,
        Output.class,
        READ,
        ACTION,
        parts.repository().lookup(ACTION, Input::secretId),
        this::handle);
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
    Rotation rotation = parts.require(stored).rotation();
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
}
