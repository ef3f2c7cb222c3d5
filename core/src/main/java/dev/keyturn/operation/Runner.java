package dev.keyturn.operation;

import dev.keyturn.access.Authorizer;
import dev.keyturn.access.Context;
import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditEvent.Failure;
import dev.keyturn.audit.AuditEvent.Phase;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.audit.AuditLog.Flush;
import dev.keyturn.audit.AuditUnavailable;
import dev.keyturn.audit.EventIds;
import dev.keyturn.operation.Operation.Effect;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs any operation of any table: find the resource, authorize, audit the attempt, do it, audit
/// the result. Every door goes through here. Thread-safe.
///
/// A read leaves one record, written before the answer. A write leaves an attempt, written before
/// anything is changed and on stable storage before the answer leaves, and a result, written before
/// the answer and flushed soon after it.
public final class Runner {
  private final Rights rights;
  private final AuditLog audit;
  private final EventIds ids = new EventIds();

  public Runner(Authorizer authorizer, AuditLog audit) {
    this.rights = new Rights(authorizer);
    this.audit = audit;
  }

  /// Runs one operation.
  ///
  /// @throws Refusal when it is refused, after the refusal was audited
  public <I extends Record, R extends Resource, O extends Record> O run(
      Service service, Operation<I, R, O> operation, Call call, I input) {
    return new Run<>(service, operation, call, input).run();
  }

  private final class Run<I extends Record, R extends Resource, O extends Record> {
    private final Service service;
    private final Operation<I, R, O> operation;
    private final Call call;
    private final I input;
    private String resource = "*";
    private Map<String, Object> additional = Map.of();

    Run(Service service, Operation<I, R, O> operation, Call call, I input) {
      this.service = service;
      this.operation = operation;
      this.call = call;
      this.input = input;
    }

    O run() {
      try {
        R found = find();
        resource = found.arn();
        authorize(found);
        return isWrite() ? write(found) : read(found);
      } catch (Refusal refusal) {
        explain(refusal);
        failed(new Failure(refusal.code(), refusal.text()));
        throw refusal;
      } catch (RuntimeException | Error broken) {
        failed(new Failure("InternalServiceError", broken.getClass().getSimpleName()));
        throw broken;
      }
    }

    /// Who may not ask is not told that there is nothing.
    private R find() {
      try {
        return operation.resource().find(call, input);
      } catch (ResourceNotFound absent) {
        authorize(absent::asked);
        throw absent;
      }
    }

    private boolean isWrite() {
      return operation.effect() == Effect.WRITE;
    }

    private void authorize(Resource found) {
      Context context = operation.demands().keys().of(input, found);
      require(operation.action(), found, context);
      operation.demands().more().apply(call, input).forEach(more -> require(more, found, context));
    }

    private void require(String action, Resource found, Context context) {
      rights.require(call, action, found, context);
    }

    /// Why it was denied is for the audit record, and for nobody else.
    private void explain(Refusal refusal) {
      if (refusal instanceof AccessDenied denied) {
        denied.reason().ifPresent(reason -> additional = Map.of("accessDecision", reason));
      }
    }

    private O read(R found) {
      O output = operation.handler().handle(call, found, input);
      record(event(Phase.ONLY, Map.of(), Optional.empty()));
      return output;
    }

    private O write(R found) {
      record(event(Phase.ATTEMPT, Map.of(), Optional.empty()));
      // The attempt is flushed while the store commits the change: the two are durable together.
      Flush attempt = isRotation() ? Flush.NONE : audit.flush();
      try {
        O output = operation.handler().handle(call, found, input);
        audit.writeOrBuffer(
            event(Phase.RESULT, AuditedMembers.ofResponse(output), Optional.empty()));
        return output;
      } finally {
        settle(attempt);
      }
    }

    /// What is done is done: a failing audit log must not turn it into an error that invites a
    /// second try. The log keeps what it could not flush, says so, and refuses what comes next.
    private static void settle(Flush attempt) {
      try {
        attempt.await();
      } catch (AuditUnavailable _) {
        // Readiness tells of it until the log works again.
      }
    }

    private void failed(Failure failure) {
      audit.writeOrBuffer(
          event(isWrite() ? Phase.RESULT : Phase.ONLY, Map.of(), Optional.of(failure)));
    }

    private void record(AuditEvent event) {
      if (isRotation()) {
        audit.writeOrBuffer(event);
      } else {
        audit.write(event);
      }
    }

    /// A rotation's calls are never stopped by a failing audit log: its start was refused if the
    /// log failed then, and once it has touched its target it must come to its end. The engine
    /// flushes what its steps have written.
    private boolean isRotation() {
      return call.caller().rotation().isPresent();
    }

    private AuditEvent event(Phase phase, Map<String, Object> response, Optional<Failure> failure) {
      return new AuditEvent(
          ids.next(),
          call.at(),
          phase,
          AuditEvent.Type.API_CALL,
          service.eventSource(),
          operation.name(),
          call.caller(),
          call.requestId(),
          operation.effect() == Effect.READ,
          resource.equals("*") ? List.of() : List.of(resource),
          failure.isPresent() ? AuditedMembers.ofRefused(input) : AuditedMembers.of(input),
          response,
          failure,
          additional);
    }
  }
}
