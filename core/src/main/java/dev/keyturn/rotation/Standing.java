package dev.keyturn.rotation;

import dev.keyturn.function.FailureClass;
import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What somebody who watches over rotations has to know of one at an instant. Lists, alarms and
/// metrics all say it by this.
///
/// @param failure the last attempt's, when it failed for more than somebody else being busy
/// @param unsettledSince since when the target may hold another credential than AWSCURRENT's
/// @param stuck somebody has to look: nothing is tried any more without an operator, or all tries
///   fail
/// @param overdueSince when the window passed in which it should have rotated
/// @param nextTry when something is done next by itself
public record Standing(
    Optional<StepRecord> failure,
    Optional<Instant> unsettledSince,
    boolean stuck,
    Optional<Instant> overdueSince,
    Optional<Instant> nextTry) {

  /// What may be wrong with a rotation.
  public enum Condition {
    FAILED,
    UNSETTLED,
    STUCK,
    OVERDUE
  }

  static Standing of(Rotation rotation, Instant now) {
    boolean asleep = rotation.suspended();
    Optional<Instant> due = rotation.due();
    return new Standing(
        asleep ? Optional.empty() : failure(rotation),
        rotation.unsettledSince(),
        !asleep && stuck(rotation),
        asleep ? Optional.empty() : overdueSince(rotation, now),
        rotation.state() instanceof Running ? Optional.empty() : due);
  }

  /// Everything that is wrong; empty: all is well.
  public Set<Condition> conditions() {
    Set<Condition> wrong = EnumSet.noneOf(Condition.class);
    failure.ifPresent(_ -> wrong.add(Condition.FAILED));
    unsettledSince.ifPresent(_ -> wrong.add(Condition.UNSETTLED));
    overdueSince.ifPresent(_ -> wrong.add(Condition.OVERDUE));
    if (stuck) {
      wrong.add(Condition.STUCK);
    }
    return wrong;
  }

  /// What a rotation that has ended went through is in its history only, unless that is how it
  /// ended: a test that failed, or a start that could not be made.
  private static Optional<StepRecord> failure(Rotation rotation) {
    Optional<StepRecord> last =
        rotation.token().isPresent()
            ? rotation.history().reversed().stream()
                .filter(step -> rotation.token().filter(step.token()::equals).isPresent())
                .filter(step -> step.result() == StepRecord.Result.FAILED)
                .findFirst()
            : lastStep(rotation).filter(step -> step.result() == StepRecord.Result.FAILED);
    return last.filter(step -> !step.failure().equals(Optional.of(FailureClass.BUSY)));
  }

  private static Optional<StepRecord> lastStep(Rotation rotation) {
    return rotation.history().reversed().stream().findFirst();
  }

  private static boolean stuck(Rotation rotation) {
    return switch (rotation.state()) {
      case Idle _ -> lastStep(rotation).filter(StepRecord::isRefusedStart).isPresent();
      case Waiting(var walk, var until) -> until.isEmpty() || walk.stuck();
      case Running running -> running.walk().stuck();
      case Cancelled _ -> false;
      case Settling settling -> settling.until().isEmpty() || settling.stuck();
      case TargetUnknown _ -> true;
    };
  }

  /// A first attempt that is being made is on time: it began in the window.
  private static Optional<Instant> overdueSince(Rotation rotation, Instant now) {
    boolean onTime = rotation.state() instanceof Running running && running.walk().attempt() == 1;
    return rotation.rotateBy().filter(by -> !onTime && !by.isAfter(now));
  }
}
