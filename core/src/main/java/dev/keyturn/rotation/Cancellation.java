package dev.keyturn.rotation;

import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import dev.keyturn.rotation.Walk.Kind;
import java.time.Instant;
import java.util.Optional;

/// CancelRotateSecret: nothing new starts. What may have touched the target is led to its end if
/// the function is built in; a user's own function is not called again.
///
/// @param builtIn whether the function is
public record Cancellation(Instant at, boolean builtIn) {
  private static final String WHY = "Rotation was cancelled";

  Rotation in(Rotation rotation) {
    boolean ledOn = builtIn && rotation.walk().filter(Walk::unsettled).isPresent();
    return switch (rotation.state()) {
      case Idle _ -> rotation.to(new Idle(Optional.empty()));
      case TargetUnknown(var walk, var _) -> rotation.to(new TargetUnknown(walk, Optional.empty()));
      case Waiting _, Running _ when ledOn -> rotation;
      case Waiting(var walk, var _) -> rotation.to(stopped(walk));
      case Running(var walk, var _, var _) -> rotation.interrupted(at, WHY).to(stopped(walk));
      case Cancelled _, Settling _ -> rotation;
    };
  }

  private static State stopped(Walk walk) {
    if (walk.unsettled()) {
      return new TargetUnknown(walk, Optional.empty());
    }
    return walk.kind() == Kind.TEST ? new Idle(Optional.empty()) : new Cancelled(walk);
  }
}
