package dev.keyturn.engine;

import dev.keyturn.engine.ClaimedRotation.Turn;
import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Walk;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.schedule.Window;
import dev.keyturn.secret.Placement;
import dev.keyturn.secret.RotationTarget;
import dev.keyturn.secret.Secret.RotationSettings;
import dev.keyturn.secret.Stored;
import dev.keyturn.secret.Timetables;
import dev.keyturn.secret.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The start of a rotation that the schedule asks for: it places what RotateSecret would place, or
/// says why not.
final class RotationStart {
  /// How long a start waits for an audit log that cannot be written.
  static final Duration AUDIT_PAUSE = Duration.ofMinutes(1);

  private final EnginePorts ports;
  private final ClaimedRotation claim;
  private final RotationJournal journal;

  RotationStart(EnginePorts ports, ClaimedRotation claim, RotationJournal journal) {
    this.ports = ports;
    this.claim = claim;
    this.journal = journal;
  }

  /// @return whether the first step begins
  boolean start(Optional<Window> window, RotationTarget target, Instant now) {
    if (window.filter(open -> open.isOverAt(now)).isPresent()) {
      claim.commit(secret -> skipped(secret, now));
      return false;
    }
    if (superuserChanged(target)) {
      refuse(now);
      return false;
    }
    return place(window, now);
  }

  /// The server was down while the window was open, or the target was busy all through it.
  private Turn skipped(Stored stored, Instant now) {
    Rotation next = claim.rotation().scheduled(Timetables.of(stored.secret()).upcoming(now));
    return Turn.of(
        new Placement(Placement.scheduled(stored.secret(), next, Optional.empty()), next));
  }

  private boolean superuserChanged(RotationTarget target) {
    if (claim.function().filter(ports.functions()::takesSuperuser).isEmpty()) {
      return false;
    }
    Optional<String> pinned = claim.settings().flatMap(RotationSettings::superuser);
    boolean none = pinned.isEmpty() && target.superuser().isEmpty();
    return none
        ? claim.function().filter(ports.functions()::needsSuperuser).isPresent()
        : pinned.filter(target::namesSuperuser).isEmpty();
  }

  private void refuse(Instant now) {
    Failed failed =
        new Failed(
            FailureClass.MISCONFIGURED,
            "The masterarn in the secret is not the one that was checked when rotation was turned on",
            "Call RotateSecret as somebody who may read the superuser secret");
    journal.failed(
        Kind.ROTATE, new RotationJournal.Attempt("", Step.CREATE_SECRET, 1), failed, now);
    ports.listener().alarm(claim.arn(), failed.message() + ". " + failed.remedy());
    StepRecord record = StepRecord.of("", Step.CREATE_SECRET, 1, new Ended(failed, now, now));
    claim.commit(_ -> Turn.of(claim.rotation().refused(record)));
  }

  /// The start and the beginning of the first step are one commit: what has started in its window
  /// cannot be overtaken by the window's end.
  private boolean place(Optional<Window> window, Instant now) {
    String token =
        claim
            .secret()
            .flatMap(stored -> Placement.leftOver(stored.secret()))
            .map(Version::id)
            .orElseGet(() -> UUID.randomUUID().toString());
    Walk walk = Walk.of(token, Kind.ROTATE, window).begun(now);
    if (journal.tryStart(walk, now).filter(RotationJournal::isDurable).isEmpty()) {
      claim.putBack(now.plus(AUDIT_PAUSE));
      return false;
    }
    return claim.commit(stored ->
        Turn.of(Placement.begin(stored.secret(), claim.rotation(), walk, now).entered(now)));
  }
}
