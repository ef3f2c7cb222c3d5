package dev.keyturn.engine;

import dev.keyturn.engine.RotationRun.Target;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.Waiting;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.rotation.Walk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says of one rotation that somebody has to look: once when it gets stuck, and once when it waits
/// for an operator. Of a target that is down the gate has said so, for all its secrets.
final class RotationAlarms {
  private static final Logger LOG = LoggerFactory.getLogger(RotationAlarms.class);

  private final RotationListener listener;
  private final ClaimedRotation claim;

  RotationAlarms(RotationListener listener, ClaimedRotation claim) {
    this.listener = listener;
    this.claim = claim;
  }

  /// @param before the walk as it was before its last step
  void ifStuck(Walk before, Target target) {
    if (claim.state() instanceof Waiting(var walk, var until)
        && (until.isEmpty() || (walk.stuck() && !before.stuck()))
        && !target.isDown()) {
      raiseStuck("Rotation");
    }
  }

  /// @param before as it was before the last attempt
  void ifStuck(Settling before, Target target) {
    if (claim.state() instanceof Settling settling
        && (settling.until().isEmpty() || (settling.stuck() && !before.stuck()))
        && !target.isDown()) {
      raiseStuck("Settling the target");
    }
  }

  private void raiseStuck(String what) {
    StepRecord last = claim.rotation().history().getLast();
    raise("%s is stuck: %s %s".formatted(what, last.said(), last.advised()).strip());
  }

  void raise(String text) {
    LOG.warn("{}: {}", claim.arn(), text);
    listener.alarm(claim.arn(), text);
  }
}
