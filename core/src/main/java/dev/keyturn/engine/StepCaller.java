package dev.keyturn.engine;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationEvent.Journal;
import dev.keyturn.function.RotationEvent.Settling;
import dev.keyturn.function.Step;
import dev.keyturn.function.Watchdog.Watch;
import dev.keyturn.identity.Arn;
import dev.keyturn.rotation.State;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.secret.Secret.RotationSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls the rotation function of one claimed rotation.
final class StepCaller {
  private static final Logger LOG = LoggerFactory.getLogger(StepCaller.class);

  /// What is over by then need not be on the record before.
  private static final Duration INSTANT = Duration.ofMillis(50);

  private final EnginePorts ports;
  private final EngineSettings settings;
  private final ClaimedRotation claim;

  StepCaller(EnginePorts ports, EngineSettings settings, ClaimedRotation claim) {
    this.ports = ports;
    this.settings = settings;
    this.claim = claim;
  }

  /// Whether a step may be called before it is on the record.
  boolean isQuick(Step step) {
    return claim.function().filter(it -> ports.functions().isQuick(it, step)).isPresent();
  }

  /// Calls one step of a walk and waits for its end.
  ///
  /// @param touched whether the target may hold the pending credential from an earlier call
  Ended call(Step step, String token, boolean touched) {
    return call(step, token, new Journal(touched, Optional.empty(), superuser()));
  }

  /// As [#call], of a step that is not on the record yet.
  ///
  /// @param late run when it takes its time; on another thread, while this one waits
  Ended call(Step step, String token, boolean touched, Runnable late) {
    try (Watch _ = ports.watchdog().after(INSTANT, late)) {
      return call(step, token, touched);
    }
  }

  /// Calls a built-in function to settle the target, and waits for its end.
  Ended settle(State.Settling settling) {
    Settling wanted = new Settling(settling.goal(), settling.candidates(), settling.attempt());
    Journal journal = new Journal(true, Optional.of(wanted), superuser());
    return call(Step.SETTLE_SECRET, settling.token(), journal);
  }

  private Optional<String> superuser() {
    return claim.settings().flatMap(RotationSettings::superuser);
  }

  private Ended call(Step step, String token, Journal journal) {
    Instant started = ports.clock().instant();
    RotationEvent event =
        new RotationEvent(step, claim.arn(), token, ports.tokens().of(claim.arn(), token), journal);
    Outcome outcome =
        claim.function().map(function -> invoke(function, event)).orElseGet(StepCaller::noFunction);
    return new Ended(outcome, started, ports.clock().instant());
  }

  private Outcome invoke(Arn function, RotationEvent event) {
    try {
      return ports.functions().invoke(function, event, settings.stepLimit());
    } catch (RuntimeException broken) {
      LOG.error("Calling {} broke", function, broken);
      return new Failed(
          FailureClass.BROKEN, "The call broke: " + broken.getClass().getSimpleName(), "");
    }
  }

  private static Outcome noFunction() {
    return new Failed(
        FailureClass.MISCONFIGURED,
        "The secret has no rotation function",
        "Call RotateSecret with one");
  }
}
