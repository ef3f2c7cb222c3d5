package dev.keyturn.engine;

import dev.keyturn.audit.AuditLog.Flush;
import dev.keyturn.engine.ClaimedRotation.Turn;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.Rotation.Abandonment;
import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Walk;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.schedule.Window;
import dev.keyturn.secret.RotationTarget;
import dev.keyturn.secret.Timetables;
import dev.keyturn.store.StoreUnavailable;
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
  private final RotationAlarms alarms;

  /// Whether the running step is this worker's: one that was found running is a crash's.
  private boolean entered;

  /// Whether an attempt before this one may have touched the target.
  private boolean touchedBefore;

  /// The flush of the record that the rotation has started, while nobody has waited for it.
  private Flush started = Flush.NONE;

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
    this.journal = new RotationJournal(ports.audit(), claim.key(), claim::functionName);
    this.caller = new StepCaller(ports, settings, claim);
    this.alarms = new RotationAlarms(ports.listener(), claim);
  }

  void run() {
    RotationTarget target =
        claim.secret().map(ports.targets()::read).orElse(RotationTarget.UNKNOWN);
    String name = target.address().orElseGet(() -> claim.key().text());
    Instant began = now();
    Optional<Duration> wait = gate.enter(name, unsettled(), began);
    if (wait.isPresent()) {
      claim.putBack(began.plus(wait.get()));
      return;
    }
    try {
      Target at = new Target(name, target, gate);
      while (claim.isHeld() && claim.isDue(now()) && mayGoOn()) {
        step(at);
      }
      claim.release();
    } finally {
      gate.leave(name, began, now());
    }
  }

  /// What a rotation works on.
  ///
  /// @param name what the gate knows it by
  /// @param found what AWSCURRENT says of it
  record Target(String name, RotationTarget found, TargetGate gate) {

    void report(Ended ended) {
      gate.report(name, ended.outcome(), ended.at());
    }

    boolean isDown() {
      return gate.isDown(name);
    }
  }

  /// In an orderly stop only what may have touched the target is led on.
  private boolean mayGoOn() {
    return !draining.getAsBoolean() || (entered && unsettled());
  }

  private boolean unsettled() {
    return claim.rotation().unsettledSince().isPresent();
  }

  private void step(Target target) {
    if (!claim.rotation().abandonments().isEmpty()) {
      announce();
      return;
    }
    switch (claim.state()) {
      case Idle(var next) -> start(next, target);
      case TargetUnknown(var _, var next) -> start(next, target);
      case Waiting _ when claim.rotation().isMissed(now()) -> miss(now());
      case Waiting(var walk, var _) -> enter(walk);
      case Running running when !entered -> enter(running.walk());
      case Running running -> perform(running, target);
      case Settling settling ->
          new SettlingStep(ports, claim, journal, caller, alarms).perform(settling, target);
      case Cancelled _ -> throw new IllegalStateException("A cancelled rotation is never due");
    }
  }

  private void start(Optional<Window> next, Target target) {
    entered = new RotationStart(ports, claim, journal).start(next, target.found(), now());
    touchedBefore = unsettled();
  }

  private void announce() {
    for (Abandonment abandonment : claim.rotation().abandonments()) {
      journal.abandoned(abandonment.walk(), abandonment.at());
      LOG.info(
          "Rotation of {} was abandoned, by a change of its labels or an operator", claim.arn());
    }
    if (claim.state() instanceof TargetUnknown) {
      alarms.raise(
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
    if (walk.begun().isEmpty()) {
      Optional<Flush> start = journal.tryStart(walk, now);
      if (start.isEmpty()) {
        Instant later = now.plus(RotationStart.AUDIT_PAUSE);
        claim.commit(_ -> Turn.of(claim.rotation().postponed(later)));
        return;
      }
      started = start.get();
    }
    touchedBefore = walk.unsettled();
    claim.note(rotation -> rotation.enter(now));
    entered = true;
  }

  /// That a step begins is committed before it is called, unless it is called on the strength of
  /// what is committed: then that is committed with its end, or when it takes its time. Only a
  /// createSecret that changes nothing but the secret may be called beside the flush of the start.
  private void perform(Running running, Target target) {
    boolean late = mayBeRecordedLate(running);
    boolean fits = late ? claim.stillFits() : claim.commitNoted();
    boolean beside = late && running.step() == Step.CREATE_SECRET;
    entered = fits && (beside || hasStarted(running));
    if (entered && claim.isHeld()) {
      Step step = running.step();
      Walk walk = running.walk();
      boolean touched = touchedBefore || walk.taken().isPresent();
      Ended ended =
          late
              ? caller.call(step, walk.token(), touched, this::recordLate)
              : caller.call(step, walk.token(), touched);
      end(running, ended, target);
    }
  }

  /// What changes nothing but the secret; and testSecret after setSecret, whose record says enough:
  /// the walk that follows a death begins with createSecret, whichever step that was. Before a
  /// user's own finishSecret it has to be known that the version was tested.
  private boolean mayBeRecordedLate(Running running) {
    boolean testsWhatWasSet =
        running.step() == Step.TEST_SECRET && running.walk().kind() == Kind.ROTATE;
    return testsWhatWasSet || caller.isQuick(running.step());
  }

  /// Whether the record of the start is durable. If it cannot be, the walk is as if it had not
  /// begun.
  private boolean hasStarted(Running running) {
    if (RotationJournal.isDurable(started)) {
      started = Flush.NONE;
      return true;
    }
    Instant later = now().plus(RotationStart.AUDIT_PAUSE);
    claim.commit(_ -> Turn.of(claim.rotation().paused(running.walk().unbegun(), later)));
    return false;
  }

  private void end(Running running, Ended ended, Target target) {
    // Otherwise others have changed the rotation while the step took its time.
    entered =
        claim.state().equals(running)
            && hasStarted(running)
            && new WalkStep(ports, claim, journal, draining).end(running, ended, target);
    if (entered) {
      alarms.ifStuck(running.walk(), target);
    }
  }

  /// When the store fails, what was noted comes with the end of the step, or is gone with the
  /// claim.
  private void recordLate() {
    try {
      boolean _ = claim.commitNoted();
    } catch (StoreUnavailable unavailable) {
      LOG.warn(
          "{}: a step that takes its time is not on the record: {}",
          claim.arn(),
          unavailable.getMessage());
    }
  }

  private Instant now() {
    return ports.clock().instant();
  }
}
