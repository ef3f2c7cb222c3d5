package dev.keyturn.alarm;

import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.function.FailureClass;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.Standing;
import dev.keyturn.rotation.State;
import dev.keyturn.rotation.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// Whether a condition is worth somebody's sleep yet: every rotation is unsettled for some
/// milliseconds, and what is tried again in a second will mostly be well then.
record Ripe(Rotation rotation, Standing standing, Instant now) {
  private static final Duration UNSETTLED = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(10);

  /// As many as make the target itself an alarm, which then stands for all its secrets.
  private static final int UNANSWERED = 3;

  private static final Set<FailureClass> NO_ANSWER =
      Set.of(FailureClass.UNREACHABLE, FailureClass.TIMEOUT);

  boolean is(Cause cause) {
    return switch (cause) {
      case FAILED -> standing.failure().filter(this::ripe).isPresent();
      case UNSETTLED ->
          standing.unsettledSince().filter(it -> !it.plus(UNSETTLED).isAfter(now)).isPresent();
      case STUCK, OVERDUE, TARGET_SILENT -> true;
    };
  }

  private boolean ripe(StepRecord failure) {
    boolean mayBeTheTarget =
        failure.failure().filter(NO_ANSWER::contains).isPresent() && failure.attempt() < UNANSWERED;
    return !mayBeTheTarget && !isTriedSoon();
  }

  private boolean isTriedSoon() {
    return rotation.state() instanceof State.Running
        || standing
            .nextTry()
            .filter(next -> Duration.between(now, next).abs().compareTo(SOON) < 0)
            .isPresent();
  }
}
