package dev.keyturn.rotation;

import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import dev.keyturn.schedule.Window;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Somebody other than the rotation moved AWSCURRENT or AWSPENDING or added a version: what was
/// under way is abandoned, and the target settled where it may have been touched.
///
/// @param builtIn whether the rotation's function can settle the target
/// @param currentBefore the version that had AWSCURRENT
/// @param currentNow the version that has it now
public record LabelsChanged(
    Instant at, boolean builtIn, Optional<String> currentBefore, Optional<String> currentNow) {

  private static final String WHY = "Somebody else changed the secret's versions or labels";

  /// A rotation whose version is AWSCURRENT already, and stays it, has done its work and only has
  /// to be told so.
  Rotation in(Rotation rotation, Timetable timetable) {
    if (rotation.inFlight() && rotation.walk().filter(this::leavesCurrent).isPresent()) {
      return rotation;
    }
    return switch (rotation.state()) {
      case Idle _ -> currentMoved() ? rotation.to(new Idle(timetable.afterChange(at))) : rotation;
      case Waiting(var walk, var _) -> abandoned(rotation, walk, timetable);
      case Running(var walk, var _, var _) -> abandoned(rotation, walk, timetable);
      case Cancelled _ -> rotation.to(new Idle(Optional.empty()));
      case Settling settling -> rotation.to(settlingAgain(settling));
      case TargetUnknown(var walk, var next) ->
          currentMoved()
              ? rotation.to(new TargetUnknown(walk, timetable.afterChange(at)))
              : rotation.to(new TargetUnknown(walk, next));
    };
  }

  private Rotation abandoned(Rotation rotation, Walk walk, Timetable timetable) {
    return rotation.interrupted(at, WHY).abandoning(walk, at).to(without(walk, timetable));
  }

  private State without(Walk walk, Timetable timetable) {
    Optional<Window> next =
        currentMoved() ? timetable.afterChange(at) : walk.nextWithout(at, timetable);
    if (!walk.unsettled()) {
      return new Idle(next);
    }
    return builtIn ? settling(walk) : new TargetUnknown(walk, next);
  }

  /// Whether readers get another value now.
  private boolean currentMoved() {
    return !currentBefore.equals(currentNow);
  }

  /// Whether the version that a walk makes was AWSCURRENT before and still is.
  private boolean leavesCurrent(Walk walk) {
    return !currentMoved() && currentNow.filter(walk.token()::equals).isPresent();
  }

  /// The target holds the abandoned version or what was current: one of them opens it, if
  /// AWSCURRENT does not.
  private State settling(Walk abandoned) {
    Instant since = abandoned.unsettledSince().orElse(at);
    return settling(abandoned.token(), List.of(abandoned.token()), since);
  }

  /// AWSCURRENT moved again before the target agreed: it may hold what was current meanwhile, too,
  /// or what an operator wanted.
  private State settlingAgain(Settling settling) {
    return settling(settling.token(), settling.toCurrent(at).candidates(), settling.since());
  }

  private State settling(String token, List<String> known, Instant since) {
    Set<String> candidates = new LinkedHashSet<>(known);
    currentBefore.ifPresent(candidates::add);
    if (candidates.size() > 1) {
      currentNow.ifPresent(candidates::remove);
    }
    return new Settling(
        token, Optional.empty(), List.copyOf(candidates), since, 1, Optional.of(at));
  }
}
