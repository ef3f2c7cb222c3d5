package dev.keyturn.operation;

import dev.keyturn.access.Authorizer;
import dev.keyturn.access.Decision;
import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditEvent.Failure;
import dev.keyturn.audit.AuditEvent.Phase;
import dev.keyturn.audit.AuditLog;
import dev.keyturn.operation.Operation.Effect;
import dev.keyturn.operation.Refusal.AccessDenied;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Runs any operation of any table: find the resource, authorize, audit the attempt, do it, audit
/// the result. Every door goes through here. Thread-safe.
///
/// A read leaves one record, written before the answer. A write leaves an attempt, written before
/// anything is changed, and a result; both are on stable storage before the answer leaves.
public final class Runner {
  private final Authorizer authorizer;
  private final AuditLog audit;

  public Runner(Authorizer authorizer, AuditLog audit) {
    this.authorizer = authorizer;
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
      boolean writes = operation.effect() == Effect.WRITE;
      try {
        R found = operation.resource().find(call, input);
        resource = found.arn();
        authorize();
        if (writes) {
          write(event(Phase.ATTEMPT, Map.of(), Optional.empty()));
        }
        O output = operation.handler().handle(call, found, input);
        record(writes, output);
        return output;
      } catch (Refusal refusal) {
        record(
            event(writes ? Phase.RESULT : Phase.ONLY, Map.of(), Optional.of(failure(refusal))),
            writes);
        throw refusal;
      } catch (RuntimeException | Error broken) {
        Failure failure = new Failure("InternalServiceError", broken.getClass().getSimpleName());
        audit.writeOrBuffer(
            event(writes ? Phase.RESULT : Phase.ONLY, Map.of(), Optional.of(failure)));
        throw broken;
      }
    }

    private void authorize() {
      Authorizer.Request request =
          new Authorizer.Request(
              call.caller(), operation.action(), resource, operation.conditions().of(input));
      if (authorizer.decide(request) instanceof Decision.Denied denied) {
        additional = Map.of("accessDecision", denied.reason());
        throw new AccessDenied(
            "User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action"
                .formatted(
                    call.caller().principal().arn(),
                    operation.action(),
                    resource,
                    operation.action()));
      }
    }

    private void record(boolean writes, O output) {
      if (!writes) {
        write(event(Phase.ONLY, Map.of(), Optional.empty()));
        return;
      }
      // The change is done: a failing audit log must not turn a success into an error that invites
      // a second try.
      audit.writeOrBuffer(event(Phase.RESULT, AuditedMembers.ofResponse(output), Optional.empty()));
      force();
    }

    private void record(AuditEvent event, boolean writes) {
      audit.writeOrBuffer(event);
      if (writes) {
        force();
      }
    }

    private void write(AuditEvent event) {
      if (isRotation()) {
        audit.writeOrBuffer(event);
      } else {
        audit.write(event);
      }
    }

    private void force() {
      if (!isRotation()) {
        audit.force();
      }
    }

    /// A rotation's calls are never stopped by a failing audit log: its start was refused if the
    /// log failed then, and once it has touched its target it must come to its end. The engine
    /// flushes what its steps have written.
    private boolean isRotation() {
      return call.caller().rotation().isPresent();
    }

    private Failure failure(Refusal refusal) {
      return new Failure(refusal.code(), refusal.text());
    }

    private AuditEvent event(Phase phase, Map<String, Object> response, Optional<Failure> failure) {
      return new AuditEvent(
          UUID.randomUUID().toString(),
          call.at(),
          phase,
          AuditEvent.Type.API_CALL,
          service.eventSource(),
          operation.name(),
          call.caller(),
          call.requestId(),
          operation.effect() == Effect.READ,
          resource.equals("*") ? List.of() : List.of(resource),
          AuditedMembers.of(input),
          response,
          failure,
          additional);
    }
  }
}
