package dev.keyturn.engine;

import dev.keyturn.audit.AuditLog.Flush;
import dev.keyturn.engine.ClaimedRotation.Turn;
import dev.keyturn.engine.RotationRun.Target;
import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Timetable;
import dev.keyturn.rotation.Walk;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.secret.Labels;
import dev.keyturn.secret.Placement;
import dev.keyturn.secret.Secret;
import dev.keyturn.secret.Timetables;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// The end of one step of a walk: judged, reported, and committed together with what follows.
final class WalkStep {
  private static final Failed UNRECORDED =
      new Failed(
          FailureClass.BUSY,
          "The audit log cannot be written, so the target was not touched",
          "Make the audit log writable");

  private final EnginePorts ports;
  private final ClaimedRotation claim;
  private final RotationJournal journal;
  private final BooleanSupplier draining;
  private Flush intent = Flush.NONE;

  WalkStep(
      EnginePorts ports, ClaimedRotation claim, RotationJournal journal, BooleanSupplier draining) {
    this.ports = ports;
    this.claim = claim;
    this.journal = journal;
    this.draining = draining;
  }

  /// Whether the rotation is still this worker's to lead on.
  boolean end(Running running, Ended ended, Target target) {
    String remark = "";
    if (running.step() == Step.SET_SECRET || running.step() == Step.TEST_SECRET) {
      target.report(ended);
      remark = target.found().caution().filter(_ -> isBuiltIn()).orElse("");
    }
    Ended judged = new Ended(judged(running, ended.outcome()), ended.started(), ended.at(), remark);
    report(running, judged);
    if (leadsOn(running, judged)) {
      claim.note(rotation -> rotation.after(judged, Timetable.none()));
      return true;
    }
    return claim.commit(stored -> advanced(running, judged, stored.secret()))
        && (RotationJournal.isDurable(intent) || takenBack(running, ended));
  }

  /// Whether nothing follows but a step that only looks at the target, or moves a label. Until that
  /// has begun, the record that setSecret may have been called says enough.
  private static boolean leadsOn(Running running, Ended ended) {
    return ended.outcome() instanceof Outcome.Succeeded
        && running.walk().kind() == Kind.ROTATE
        && (running.step() == Step.SET_SECRET || running.step() == Step.TEST_SECRET);
  }

  /// The intent is committed and could not be made durable in the audit log, so that the step
  /// before it has failed: the target was not touched. In an orderly stop the commit has put it
  /// off.
  private boolean takenBack(Running running, Ended ended) {
    if (!(claim.state() instanceof Running)) {
      return true;
    }
    Ended failed = new Ended(UNRECORDED, ended.started(), ended.at());
    report(running, failed);
    return claim.commit(stored ->
        Turn.of(
            claim
                .rotation()
                .paused(running.walk(), ended.at())
                .enter(ended.at())
                .after(failed, Timetables.of(stored.secret()))));
  }

  /// What counts in place of the function's word: that AWSCURRENT moved, and that the intent to
  /// change the target could be recorded. Only a built-in setSecret is believed that the target
  /// definitely did not take the password.
  private Outcome judged(Running running, Outcome outcome) {
    if (outcome instanceof Failed(var failure, var message, var remedy)) {
      boolean rejected = failure == FailureClass.REJECTED_PASSWORD;
      return rejected && !(running.step() == Step.SET_SECRET && isBuiltIn())
          ? new Failed(FailureClass.BROKEN, message, remedy)
          : outcome;
    }
    return switch (running.step()) {
      case FINISH_SECRET -> moved(running.walk());
      case CREATE_SECRET -> intent(running.walk());
      case SET_SECRET, TEST_SECRET, SETTLE_SECRET -> outcome;
    };
  }

  private Outcome moved(Walk walk) {
    boolean current =
        claim
            .secret()
            .flatMap(stored -> stored.secret().labelled(Labels.CURRENT))
            .filter(version -> version.id().equals(walk.token()))
            .isPresent();
    return current
        ? Outcome.SUCCEEDED
        : new Failed(
            FailureClass.BROKEN,
            "finishSecret did not move AWSCURRENT",
            "finishSecret has to move AWSCURRENT to the version whose id is its token");
  }

  private Outcome intent(Walk walk) {
    Optional<Flush> begun = journal.tryIntent(walk, ports.clock().instant());
    intent = begun.orElse(Flush.NONE);
    return begun.isPresent() ? Outcome.SUCCEEDED : UNRECORDED;
  }

  private void report(Running running, Ended ended) {
    Walk walk = running.walk();
    ports.listener().stepEnded(claim.arn(), StepRecord.of(running, ended));
    switch (ended.outcome()) {
      case Failed failed ->
          journal.failed(
              walk.kind(),
              new RotationJournal.Attempt(walk.token(), running.step(), walk.attempt()),
              failed,
              ended.at());
      case Outcome.Succeeded _ -> {
        if (running.step() == Step.FINISH_SECRET || walk.kind() == Kind.TEST) {
          journal.succeeded(walk, ended.at());
          ports.listener().rotated(claim.arn(), walk);
        }
      }
    }
  }

  private Turn advanced(Running running, Ended ended, Secret secret) {
    Walk walk = running.walk();
    if (isRejected(ended) && walk.mayReplace()) {
      return replaced(ended, secret);
    }
    Rotation next = claim.rotation().after(ended, Timetables.of(secret));
    return switch (next.state()) {
      case Idle _, TargetUnknown _ -> Turn.of(ended(walk, ended.at(), secret, next));
      case Running _ when draining.getAsBoolean() && !walk.unsettled() ->
          Turn.of(next.paused(walk, ended.at()));
      default -> Turn.of(next);
    };
  }

  private static boolean isRejected(Ended ended) {
    return ended.outcome() instanceof Failed failed
        && failed.failureClass() == FailureClass.REJECTED_PASSWORD;
  }

  private Turn replaced(Ended ended, Secret secret) {
    String token = UUID.randomUUID().toString();
    Rotation next = claim.rotation().replaced(ended, token);
    return Turn.of(Placement.replace(secret, next, token, ended.at()));
  }

  private Placement ended(Walk walk, Instant at, Secret secret, Rotation next) {
    if (walk.kind() == Kind.TEST) {
      return Placement.end(secret, next, walk.token(), Optional.empty());
    }
    Rotation measured =
        deniesMeanwhile() ? next.withDenialWindow(walk, secret.lastChanged()) : next;
    return Placement.end(secret, measured, walk.token(), Optional.of(at));
  }

  /// With one user, what AWSCURRENT says is refused from the moment when the target took the new
  /// credential until AWSCURRENT moves. With two users or two credentials it is not, and of a
  /// user's own function nothing is known.
  private boolean deniesMeanwhile() {
    return isBuiltIn() && claim.function().filter(ports.functions()::takesSuperuser).isEmpty();
  }

  private boolean isBuiltIn() {
    return claim.function().filter(ports.functions()::isBuiltIn).isPresent();
  }
}
