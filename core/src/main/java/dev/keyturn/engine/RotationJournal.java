package dev.keyturn.engine;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditEvent.Failure;
import dev.keyturn.audit.AuditEvent.Phase;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.audit.AuditLog.Flush;
import dev.keyturn.audit.AuditUnavailable;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.rotation.Walk;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.secret.SecretKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit records of one secret's rotation, in the shape of CloudTrail's service events.
final class RotationJournal {
  private static final Logger LOG = LoggerFactory.getLogger(RotationJournal.class);
  private static final String SOURCE = "secretsmanager.amazonaws.com";

  private final AuditLog audit;
  private final SecretKey key;
  private final Supplier<String> function;

  RotationJournal(AuditLog audit, SecretKey key, Supplier<String> function) {
    this.audit = audit;
    this.key = key;
    this.function = function;
  }

  /// The beginning of a rotation. Nothing but the secret may be changed before it [#isDurable].
  ///
  /// @return the flush; empty when the record cannot be written: then the rotation must not begin
  Optional<Flush> tryStart(Walk walk, Instant at) {
    String name = prefix(walk.kind()) + "RotationStarted";
    return attempted(() -> must(event(name, walk.token(), at)));
  }

  /// That a walk is about to change the target. Nothing may be sent before it [#isDurable].
  ///
  /// @return the flush, which goes on while the store commits the same; empty when the record
  ///   cannot be written
  Optional<Flush> tryIntent(Walk walk, Instant at) {
    Attempt attempt = new Attempt(walk.token(), Step.SET_SECRET, walk.attempt());
    return attempted(() -> begins(attempt, walk.unsettled(), at));
  }

  private static Optional<Flush> attempted(Supplier<Flush> record) {
    try {
      return Optional.of(record.get());
    } catch (AuditUnavailable unavailable) {
      LOG.warn("The audit log cannot be written: {}", unavailable.getMessage());
      return Optional.empty();
    }
  }

  /// Waits for a flush.
  ///
  /// @return whether it succeeded
  static boolean isDurable(Flush flush) {
    try {
      flush.await();
      return true;
    } catch (AuditUnavailable unavailable) {
      LOG.warn("The audit log cannot be flushed: {}", unavailable.getMessage());
      return false;
    }
  }

  /// A step of one of the attempts with a token.
  record Attempt(String token, Step step, int number) {}

  /// A step that may change the target begins. Once a rotation is unsettled, the record waits in
  /// memory rather than hold it up.
  ///
  /// @return the flush, to be waited for before the step is called
  /// @throws AuditUnavailable when it cannot be recorded and nothing has touched the target yet
  Flush begins(Attempt attempt, boolean unsettled, Instant at) {
    AuditEvent event =
        event(
            "RotationStepStarted",
            attempt.token(),
            at,
            Phase.ATTEMPT,
            Optional.empty(),
            Map.of("Step", attempt.step().wireName(), "Attempt", attempt.number()));
    if (!unsettled) {
      return must(event);
    }
    audit.writeOrBuffer(event);
    Flush flush = audit.flush();
    return () -> {
      boolean _ = isDurable(flush);
    };
  }

  /// Nobody waits for the flush of what has happened: it comes soon.
  void succeeded(Walk walk, Instant at) {
    audit.writeOrBuffer(event(prefix(walk.kind()) + "RotationSucceeded", walk.token(), at));
  }

  void settled(String token, Instant at) {
    audit.writeOrBuffer(event("RotationSettled", token, at));
  }

  void abandoned(Walk walk, Instant at) {
    audit.writeOrBuffer(event(prefix(walk.kind()) + "RotationAbandoned", walk.token(), at));
  }

  void failed(Kind kind, Attempt attempt, Failed failed, Instant at) {
    LOG.info(
        "Rotation of {}: {} failed in attempt {} ({}): {}",
        key.arn(),
        attempt.step().wireName(),
        attempt.number(),
        failed.failureClass(),
        failed.message());
    Failure failure =
        new Failure(
            "RotationFailed",
            "Error when executing lambda %s during %s step"
                .formatted(function.get(), attempt.step().wireName()));
    Map<String, Object> explanation =
        Map.of(
            "Step", attempt.step().wireName(),
            "Attempt", attempt.number(),
            "Class", failed.failureClass().name(),
            "Message", failed.message(),
            "Remedy", failed.remedy());
    String name = prefix(kind) + "RotationFailed";
    audit.writeOrBuffer(
        event(name, attempt.token(), at, Phase.RESULT, Optional.of(failure), explanation));
  }

  private Flush must(AuditEvent event) {
    audit.write(event);
    return audit.flush();
  }

  private AuditEvent event(String name, String token, Instant at) {
    return event(name, token, at, Phase.RESULT, Optional.empty(), Map.of());
  }

  private AuditEvent event(
      String name,
      String token,
      Instant at,
      Phase phase,
      Optional<Failure> failure,
      Map<String, Object> explanation) {
    Map<String, Object> additional = new HashMap<>(explanation);
    additional.put("SecretId", key.arn().toString());
    return new AuditEvent(
        UUID.randomUUID().toString(),
        at,
        phase,
        AuditEvent.Type.SERVICE_EVENT,
        SOURCE,
        name,
        new Caller(
            Principal.service(key.account()), "", key.region(), new Origin(SOURCE, SOURCE, true)),
        "Rotation-" + key.arn() + "-" + token,
        false,
        List.of(key.arn().toString()),
        Map.of(),
        Map.of(),
        failure,
        additional);
  }

  private static String prefix(Kind kind) {
    return kind == Kind.TEST ? "Test" : "";
  }
}
