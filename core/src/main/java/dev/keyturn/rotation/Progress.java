package dev.keyturn.rotation;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.schedule.Window;
import java.time.Instant;
import java.util.Optional;

/// What follows from the end of a step: the next step, the next attempt, or the end.
///
/// @param secretArn whose place in the window counts
record Progress(String secretArn, Ended ended, Timetable timetable) {

  State of(Running running) {
    return switch (ended.outcome()) {
      case Outcome.Succeeded _ -> advanced(running);
      case Failed _ when running.walk().kind() == Kind.TEST -> untested(running.walk());
      case Failed failed -> retry(running.walk(), failed.failureClass());
    };
  }

  /// A test that succeeds shows that AWSCURRENT opens the target; one that fails shows nothing.
  private static State untested(Walk walk) {
    return walk.unsettled() ? new TargetUnknown(walk, walk.window()) : new Idle(walk.window());
  }

  private State advanced(Running running) {
    Walk walk = running.walk();
    Instant now = ended.at();
    if (walk.kind() == Kind.TEST) {
      return new Idle(walk.window());
    }
    return switch (running.step()) {
      case CREATE_SECRET -> new Running(walk.setBegins(now), Step.SET_SECRET, now);
      case SET_SECRET -> new Running(walk.setReturned(now), Step.TEST_SECRET, now);
      case TEST_SECRET -> new Running(walk, Step.FINISH_SECRET, now);
      case FINISH_SECRET, SETTLE_SECRET -> new Idle(timetable.afterRotation(now));
    };
  }

  /// Before the target may have been touched, tries stay inside the window.
  private State retry(Walk walk, FailureClass failure) {
    Walk known = failure == FailureClass.REJECTED_PASSWORD ? walk.untouched() : walk;
    Walk failed = known.failed(failure != FailureClass.BUSY);
    Optional<Instant> at = RetryDelay.after(failure, failed).map(ended.at()::plus);
    Optional<Window> missed =
        failed.unsettled()
            ? Optional.empty()
            : failed.window().filter(window -> at.filter(window::isOverAt).isPresent());
    return missed
        .flatMap(window -> timetable.following(window, ended.at()))
        .<State>map(window ->
            new Waiting(
                failed.within(Optional.of(window)), Optional.of(window.startFor(secretArn))))
        .orElseGet(() -> new Waiting(failed, at));
  }

  State of(Settling settling) {
    return switch (ended.outcome()) {
      case Outcome.Succeeded _ -> new Idle(timetable.upcoming(ended.at()));
      case Failed failed ->
          settling.again(
              RetryDelay.settling(failed.failureClass(), settling.token(), settling.attempt())
                  .map(ended.at()::plus));
    };
  }
}
