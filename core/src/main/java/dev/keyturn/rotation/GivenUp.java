package dev.keyturn.rotation;

import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An operator gives up what is under way: its version is not made current any more. Where the
/// target may have been touched, a built-in function settles it; of a user's own, only the operator
/// can say that AWSCURRENT opens the target.
///
/// @param builtIn whether the rotation's function can settle the target
/// @param vouched the operator says that AWSCURRENT opens the target
/// @param candidates versions that the target may hold, the likeliest first
public record GivenUp(Instant at, boolean builtIn, boolean vouched, List<String> candidates) {
  private static final String WHY = "An operator gave the rotation up";

  public GivenUp {
    candidates = List.copyOf(candidates);
  }

  /// Whether somebody who knows has to say that AWSCURRENT opens the target. While a step of a
  /// user's own function is being done, nobody knows.
  public boolean needsWord(Rotation rotation) {
    return switch (rotation.state()) {
      case Settling settling -> settling.goal().isEmpty();
      case Idle _ -> false;
      case Waiting(var walk, var _) -> needsWord(walk);
      case Running(var walk, var _, var _) -> needsWord(walk);
      case Cancelled(var walk) -> needsWord(walk);
      case TargetUnknown(var walk, var _) -> needsWord(walk);
    };
  }

  private boolean needsWord(Walk walk) {
    return walk.unsettled() && !builtIn;
  }

  /// Whether a step is being done that cannot be called back, and whose end cannot be settled.
  public boolean isTooEarly(Rotation rotation) {
    return rotation.state() instanceof Running running && needsWord(running.walk());
  }

  Rotation in(Rotation rotation, Timetable timetable) {
    if (isTooEarly(rotation) || (needsWord(rotation) && !vouched)) {
      throw rotation.unfit("give up");
    }
    return switch (rotation.state()) {
      case Waiting(var walk, var _) -> without(rotation, walk, timetable);
      case Running(var walk, var _, var _) -> without(rotation, walk, timetable);
      case Cancelled(var walk) -> without(rotation, walk, timetable);
      case TargetUnknown(var walk, var _) -> without(rotation, walk, timetable);
      // An attempt that is being made may still bring the target to what was wanted.
      case Settling settling when settling.goal().isPresent() ->
          rotation.to(settling.toCurrent(at));
      case Settling _ -> rotation.to(new Idle(timetable.upcoming(at)));
      case Idle _ -> throw rotation.unfit("give up");
    };
  }

  private Rotation without(Rotation rotation, Walk walk, Timetable timetable) {
    State after =
        walk.unsettled() && builtIn
            ? new Settling(
                walk.token(),
                Optional.empty(),
                candidates,
                walk.unsettledSince().orElse(at),
                1,
                Optional.of(at))
            : new Idle(walk.nextWithout(at, timetable));
    return rotation.interrupted(at, WHY).abandoning(walk, at).to(after);
  }
}
