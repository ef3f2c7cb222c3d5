package dev.keyturn.engine;

import dev.keyturn.engine.ClaimedRotation.Turn;
import dev.keyturn.engine.RotationRun.Target;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.secret.Placement;
import dev.keyturn.secret.Secret;
import dev.keyturn.secret.Timetables;

/// One attempt to make the target agree with AWSCURRENT, or with the version that an operator wants
/// back: AWSCURRENT moves there in the commit that says that the target holds it.
final class SettlingStep {
  private final EnginePorts ports;
  private final ClaimedRotation claim;
  private final RotationJournal journal;
  private final StepCaller caller;
  private final RotationAlarms alarms;

  SettlingStep(
      EnginePorts ports,
      ClaimedRotation claim,
      RotationJournal journal,
      StepCaller caller,
      RotationAlarms alarms) {
    this.ports = ports;
    this.claim = claim;
    this.journal = journal;
    this.caller = caller;
    this.alarms = alarms;
  }

  void perform(Settling settling, Target target) {
    String token = settling.token();
    RotationJournal.Attempt attempt =
        new RotationJournal.Attempt(token, Step.SETTLE_SECRET, settling.attempt());
    journal.begins(attempt, true, ports.clock().instant()).await();
    Ended ended = caller.settle(settling);
    target.report(ended);
    ports.listener().stepEnded(claim.arn(), StepRecord.of(settling, ended));
    switch (ended.outcome()) {
      case Outcome.Succeeded _ -> journal.settled(token, ended.at());
      case Failed failed -> journal.failed(Kind.ROTATE, attempt, failed, ended.at());
    }
    if (claim.commit(stored -> settled(settling, ended, stored.secret()))) {
      alarms.ifStuck(settling, target);
    }
  }

  private Turn settled(Settling settling, Ended ended, Secret secret) {
    Rotation next = claim.rotation().after(ended, Timetables.of(secret));
    return next.state() instanceof Settling
        ? Turn.of(next)
        : Turn.of(Placement.settled(secret, next, settling.goal(), ended.at()));
  }
}
