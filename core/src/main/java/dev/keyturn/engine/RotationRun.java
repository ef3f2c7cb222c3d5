package dev.keyturn.engine;

import dev.keyturn.audit.AuditUnavailable;
import dev.keyturn.engine.ClaimedRotation.Turn;
import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.Rotation.Abandonment;
import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Walk;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.secret.Labels;
import dev.keyturn.secret.Placement;
import dev.keyturn.secret.RotationTarget;
import dev.keyturn.secret.Secret;
import dev.keyturn.secret.Timetables;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one worker does with one claim: it leads the rotation on until nothing is due, or until the
/// claim is lost. Used by one thread.
final class RotationRun {
  private static final Logger LOG = LoggerFactory.getLogger(RotationRun.class);

  private final EnginePorts ports;
  private final TargetGate gate;
  private final BooleanSupplier draining;
  private final ClaimedRotation claim;
  private final RotationJournal journal;
  private final StepCaller caller;

  /// Whether the running step is this worker's: one that was found running is a crash's.
  private boolean entered;

  /// Whether an attempt before this one may have touched the target.
  private boolean touchedBefore;

  RotationRun(
      EnginePorts ports,
      EngineSettings settings,
      TargetGate gate,
      BooleanSupplier draining,
      ClaimedRotation claim) {
    this.ports = ports;
    this.gate = gate;
    this.draining = draining;
    this.claim = claim;
    this.journal = new RotationJournal(ports.audit(), claim.key(), this::functionName);
    this.caller = new StepCaller(ports, settings, claim);
  }

  void run() {
    RotationTarget target =
        claim.secret().map(ports.targets()::read).orElse(RotationTarget.UNKNOWN);
    String name = target.address().orElseGet(() -> claim.key().text());
    Optional<Duration> wait = gate.enter(name, unsettled(), now());
    if (wait.isPresent()) {
      claim.putBack(now().plus(wait.get()));
      return;
    }
    try {
      while (claim.isHeld() && claim.isDue(now()) && mayGoOn()) {
        step(name, target);
      }
      claim.release();
    } finally {
      gate.leave(name);
    }
  }

  /// In an orderly stop only what may have touched the target is led on.
  private boolean mayGoOn() {
    return !draining.getAsBoolean() || (entered && unsettled());
  }

  private boolean unsettled() {
    return claim.state() instanceof Settling
        || claim.rotation().walk().filter(Walk::unsettled).isPresent();
  }

  private void step(String target, RotationTarget found) {
    if (!claim.rotation().abandonments().isEmpty()) {
      announce();
      return;
    }
    switch (claim.state()) {
      case Idle(var next) -> new RotationStart(ports, claim, journal).start(next, found, now());
      case TargetUnknown(var _, var next) ->
          new RotationStart(ports, claim, journal).start(next, found, now());
      case Waiting _ when claim.rotation().isMissed(now()) -> miss(now());
      case Waiting(var walk, var _) -> enter(walk);
      case Running running when !entered -> enter(running.walk());
      case Running running -> perform(running, target, found);
      case Settling settling -> settle(settling, target);
      case Cancelled _ -> throw new IllegalStateException("A cancelled rotation is never due");
    }
  }

  private void announce() {
    for (Abandonment abandonment : claim.rotation().abandonments()) {
      journal.abandoned(abandonment.walk(), abandonment.at());
      LOG.info("Rotation of {} was abandoned: its labels were changed from outside", claim.arn());
    }
    if (claim.state() instanceof TargetUnknown) {
      alarm(
          "A rotation ended while its function may have changed the target: check that AWSCURRENT"
              + " opens it");
    }
    claim.commit(_ -> Turn.of(claim.rotation().announced()));
  }

  private void miss(Instant now) {
    claim.commit(stored -> Turn.of(claim.rotation().missed(now, Timetables.of(stored.secret()))));
  }

  private void enter(Walk walk) {
    Instant now = now();
    if (walk.begun().isEmpty() && !audited(() -> journal.started(walk, now))) {
      Instant later = now.plus(RotationStart.AUDIT_PAUSE);
      claim.commit(_ -> Turn.of(claim.rotation().postponed(later)));
      return;
    }
    touchedBefore = walk.unsettled();
    entered = claim.commit(_ -> Turn.of(claim.rotation().enter(now)));
  }

  private void perform(Running running, String target, RotationTarget found) {
    Walk walk = running.walk();
    boolean touched = touchedBefore || walk.taken().isPresent();
    Ended ended = caller.call(running.step(), walk.token(), touched, Optional.empty());
    String remark = "";
    if (running.step() == Step.SET_SECRET || running.step() == Step.TEST_SECRET) {
      gate.report(target, ended.outcome(), ended.at());
      remark = found.caution().filter(_ -> isBuiltIn()).orElse("");
    }
    Ended judged = new Ended(judged(running, ended.outcome()), ended.started(), ended.at(), remark);
    report(running, judged);
    entered = claim.commit(stored -> advanced(running, judged, stored.secret()));
    if (entered) {
      alarmIfStuck(walk);
    }
  }

  /// What counts in place of the function's word: that AWSCURRENT moved, and that the intent to
  /// change the target could be recorded.
  private Outcome judged(Running running, Outcome outcome) {
    if (!(outcome instanceof Outcome.Succeeded)) {
      return outcome;
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
    boolean recorded =
        audited(() ->
            journal.begins(Step.SET_SECRET, walk.token(), walk.attempt(), walk.unsettled(), now()));
    return recorded
        ? Outcome.SUCCEEDED
        : new Failed(
            FailureClass.BUSY,
            "The audit log cannot be written, so the target was not touched",
            "Make the audit log writable");
  }

  private void report(Running running, Ended ended) {
    Walk walk = running.walk();
    ports
        .listener()
        .stepEnded(claim.arn(), StepRecord.of(walk.token(), running.step(), walk.attempt(), ended));
    switch (ended.outcome()) {
      case Failed failed ->
          failed(walk.kind(), walk.token(), running.step(), walk.attempt(), failed);
      case Outcome.Succeeded() -> {
        if (running.step() == Step.FINISH_SECRET || walk.kind() == Kind.TEST) {
          journal.succeeded(walk, ended.at());
          ports.listener().rotated(claim.arn(), walk);
        }
      }
    }
  }

  private void failed(Kind kind, String token, Step step, int attempt, Failed failed) {
    journal.failed(kind, token, step, attempt, failed, now());
    LOG.info(
        "Rotation of {}: {} failed in attempt {} ({}): {}",
        claim.arn(),
        step.wireName(),
        attempt,
        failed.failureClass(),
        failed.message());
  }

  private Turn advanced(Running running, Ended ended, Secret secret) {
    Walk walk = running.walk();
    Rotation next = claim.rotation().after(ended, Timetables.of(secret));
    return switch (next.state()) {
      case Idle _ -> Turn.of(ended(walk, ended.at(), secret, next));
      case Running _ when draining.getAsBoolean() && !walk.unsettled() ->
          Turn.of(next.paused(walk, ended.at()));
      default -> Turn.of(next);
    };
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

  private void settle(Settling settling, String target) {
    String token = settling.token();
    journal.begins(Step.SETTLE_SECRET, token, settling.attempt(), true, now());
    Ended ended = caller.call(Step.SETTLE_SECRET, token, true, Optional.of(settling.candidate()));
    gate.report(target, ended.outcome(), ended.at());
    ports
        .listener()
        .stepEnded(
            claim.arn(), StepRecord.of(token, Step.SETTLE_SECRET, settling.attempt(), ended));
    switch (ended.outcome()) {
      case Outcome.Succeeded() -> journal.settled(token, ended.at());
      case Failed failed ->
          failed(Kind.ROTATE, token, Step.SETTLE_SECRET, settling.attempt(), failed);
    }
    claim.commit(stored -> settled(ended, stored.secret()));
  }

  private Turn settled(Ended ended, Secret secret) {
    Rotation next = claim.rotation().after(ended, Timetables.of(secret));
    return Turn.of(new Placement(Placement.scheduled(secret, next, Optional.empty()), next));
  }

  /// One alarm when it gets stuck, and one when it waits for an operator.
  private void alarmIfStuck(Walk before) {
    if (!(claim.state() instanceof Waiting(var walk, var until))) {
      return;
    }
    if (until.isEmpty() || (walk.stuck() && !before.stuck())) {
      StepRecord last = claim.rotation().history().getLast();
      alarm(
          "Rotation is stuck after %d attempts: %s: %s %s"
              .formatted(last.attempt(), last.step().wireName(), last.message(), last.remedy()));
    }
  }

  private void alarm(String text) {
    LOG.warn("{}: {}", claim.arn(), text);
    ports.listener().alarm(claim.arn(), text);
  }

  private String functionName() {
    return claim.function().map(Object::toString).orElse("");
  }

  private static boolean audited(Runnable record) {
    try {
      record.run();
      return true;
    } catch (AuditUnavailable unavailable) {
      LOG.warn("The audit log cannot be written: {}", unavailable.getMessage());
      return false;
    }
  }

  private Instant now() {
    return ports.clock().instant();
  }
}
