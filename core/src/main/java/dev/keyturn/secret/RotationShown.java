package dev.keyturn.secret;

import dev.keyturn.function.Step;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.Standing;
import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import dev.keyturn.rotation.Walk;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// How operators see a rotation.
public final class RotationShown {
  private final Rotation rotation;
  private final Instant now;

  public RotationShown(Rotation rotation, Instant now) {
    this.rotation = rotation;
    this.now = now;
  }

  /// One word.
  String state() {
    if (rotation.suspended()) {
      return "SUSPENDED";
    }
    return switch (rotation.state()) {
      case Idle _ -> "IDLE";
      case Waiting(var walk, var _) when walk.stuck() -> "STUCK";
      case Waiting _ -> "WAITING";
      case Running _ -> "RUNNING";
      case Cancelled _ -> "CANCELLED";
      case Settling _ -> "SETTLING";
      case TargetUnknown _ -> "TARGET_UNKNOWN";
    };
  }

  /// One sentence: what it does, why, and what an operator can do.
  public String explanation() {
    if (rotation.suspended()) {
      return "The secret is scheduled for deletion: nothing is done until it is restored.";
    }
    return switch (rotation.state()) {
      case Idle(var next) ->
          next.map(window ->
                  "The next rotation starts by itself between %s and %s."
                      .formatted(window.start(), window.end()))
              .orElse("Nothing is under way, and no rotation starts by itself.");
      case Waiting(var walk, var until) -> waiting(walk, until);
      case Running running ->
          "Step %s of attempt %d is being done."
              .formatted(running.step().wireName(), running.walk().attempt());
      case Cancelled _ ->
          "Cancelled before the target was touched. ResumeRotation goes on with the version that is AWSPENDING, AbandonRotation gives it up.";
      case Settling settling -> settling(settling);
      case TargetUnknown _ ->
          "The rotation ended while its function may have changed the target: check that AWSCURRENT opens it. If it does, say so with AbandonRotation; ResumeRotation goes on with the rotation.";
    };
  }

  private String settling(Settling settling) {
    String wanted =
        settling
            .goal()
            .map(
                "The target is being brought to version %s, which becomes AWSCURRENT once it holds it."
                    ::formatted)
            .orElse(
                "The target may hold another credential than AWSCURRENT's: it is being made to agree with AWSCURRENT.");
    String next =
        settling.until().isPresent()
            ? ""
            : " No attempt follows until RetryRotation or RestoreTarget is called.";
    return wanted + next;
  }

  private String waiting(Walk walk, Optional<Instant> until) {
    String touched =
        walk.unsettled()
            ? "The target may hold the pending credential."
            : "The target was not touched.";
    String next =
        until
            .map(at -> attempt(walk.attempt(), at))
            .orElse("No attempt follows until RetryRotation or RotateSecret is called.");
    String failed =
        switch (walk.failures()) {
          case 0 -> "";
          case 1 -> "The last attempt failed. ";
          default -> walk.failures() + " failures in a row. ";
        };
    return failed + touched + " " + next;
  }

  private String attempt(int number, Instant at) {
    String text =
        at.isBefore(now)
            ? "Attempt %d is due since %s; its target is busy, or rested because it did not answer."
            : "Attempt %d follows at %s.";
    return text.formatted(number, at.truncatedTo(ChronoUnit.SECONDS));
  }

  /// The step that is being done.
  Optional<String> step() {
    return switch (rotation.state()) {
      case Running running -> Optional.of(running.step().wireName());
      case Settling _ -> Optional.of(Step.SETTLE_SECRET.wireName());
      case Idle _, Waiting _, Cancelled _, TargetUnknown _ -> Optional.empty();
    };
  }

  Optional<Integer> attempt() {
    return rotation.state() instanceof Settling settling
        ? Optional.of(settling.attempt())
        : rotation.walk().map(Walk::attempt);
  }

  /// What is wrong with it.
  List<String> conditions() {
    return standing().conditions().stream().map(Enum::name).toList();
  }

  Standing standing() {
    return rotation.standing(now);
  }

  /// What last went wrong.
  Optional<StepShown> lastFailure() {
    return standing().failure().map(StepShown::of);
  }

  Optional<Long> denialWindowMillis() {
    return rotation.denialWindow().map(Duration::toMillis);
  }
}
