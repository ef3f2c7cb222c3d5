package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.TooManyRequests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Calls a function: at once, or later, or only asks whether it might be called.
public final class InvokeOperation {
  private static final String EVENT = "Event";
  private static final String DRY_RUN = "DryRun";
  private static final int DONE = 200;
  private static final int ACCEPTED = 202;
  private static final int NOTHING = 204;

  private final FoundFunction.Finder finder;
  private final FunctionCalls calls;
  private final EventQueue queue;

  InvokeOperation(FoundFunction.Finder finder, FunctionCalls calls, EventQueue queue) {
    this.finder = finder;
    this.calls = calls;
    this.queue = queue;
  }

  /// @param invocationType by default `RequestResponse`
  /// @param clientContext JSON in base64; secret, because a caller may put anything there
  /// @param payload JSON; secret, because an event may hold anything
  public record Invoke(
      String functionName,
      Optional<String> invocationType,
      Optional<String> logType,
      Optional<SecretValue> clientContext,
      Optional<SecretValue> payload,
      Optional<String> qualifier) {}

  /// @param statusCode of the answer: 200, 202 when the event was accepted, 204 for a dry run
  /// @param functionError AWS has only `Unhandled` left: the payload says what it was
  /// @param logResult the end of the log in base64, with secret values masked
  public record Output(
      int statusCode,
      Optional<String> functionError,
      Optional<String> logResult,
      Optional<SecretValue> payload,
      Optional<String> executedVersion) {

    private static Output without(int statusCode) {
      return new Output(
          statusCode, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  Operation<Invoke, FoundFunction, Output> row() {
    return new Operation<>(
            "Invoke",
            Invoke.class,
            Output.class,
            WRITE,
            "lambda:InvokeFunction",
            (call, input) -> finder.find(call, input.functionName(), input.qualifier()),
            this::invoke)
        .without("DurableExecutionName", "TenantId");
  }

  private Output invoke(Call call, FoundFunction found, Invoke input) {
    Configuration configuration = found.requireConfiguration();
    String type = input.invocationType().orElse("RequestResponse");
    if (type.equals(DRY_RUN)) {
      return Output.without(NOTHING);
    }
    if (found.isBuiltIn()) {
      throw new InvalidParameterValue(
          "%s is built in and is called by rotations only: give its ARN to RotateSecret."
              .formatted(found.arn()));
    }
    boolean later = type.equals(EVENT);
    InvokePayload.Limit limit = later ? InvokePayload.Limit.EVENT : InvokePayload.Limit.REQUEST;
    SecretValue event = InvokePayload.event(input.payload(), limit);
    Optional<String> context = InvokePayload.context(input.clientContext());
    if (later) {
      accept(call, found, event);
      return Output.without(ACCEPTED);
    }
    Invocation invocation =
        new Invocation(
            call.requestId(),
            arn(found),
            event,
            context,
            Optional.empty(),
            Optional.of(call.answered()));
    Deployment deployment = calls.deployment(found);
    return answer(deployment, calls.call(deployment, invocation), input, configuration.version());
  }

  private static Arn arn(FoundFunction found) {
    return Arn.parse(found.arn()).orElseThrow();
  }

  private void accept(Call call, FoundFunction found, SecretValue event) {
    QueuedEvent queued =
        new QueuedEvent(
            found.arn(),
            found.require().id(),
            call.requestId(),
            call.at().toEpochMilli(),
            event.size(),
            0,
            0);
    if (!queue.accept(queued, event)) {
      throw new TooManyRequests("Rate Exceeded.", "FunctionInvocationRateLimitExceeded");
    }
  }

  private static Output answer(
      Deployment deployment, InvocationEnd end, Invoke input, String version) {
    if (end.fault().filter(it -> it == Fault.THROTTLED).isPresent()) {
      throw new TooManyRequests(
          "Rate Exceeded.",
          deployment.mostInstances().isPresent()
              ? "ReservedFunctionConcurrentInvocationLimitExceeded"
              : "ConcurrentInvocationLimitExceeded");
    }
    if (end.fault().filter(it -> it == Fault.NO_ROOM).isPresent()) {
      throw new TooManyRequests("Rate Exceeded.", "ConcurrentInvocationLimitExceeded");
    }
    return new Output(
        DONE,
        end.fault().map(_ -> "Unhandled"),
        input.logType().filter(it -> it.equals("Tail")).map(_ -> base64(end.logTail())),
        Optional.of(end.payload()),
        Optional.of(version));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
