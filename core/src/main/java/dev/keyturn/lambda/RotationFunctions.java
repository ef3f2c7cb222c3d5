package dev.keyturn.lambda;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.Finding;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.FunctionLogs;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller.RotationScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Calls users' functions for rotations, as AWS does: with its event, and only where the function's
/// policy lets the service. Thread-safe.
final class RotationFunctions implements FunctionInvoker {
  private final FunctionCalls calls;
  private final FunctionLogs logs;
  private final FunctionInvoker others;

  /// @param others calls what is no user's function here
  RotationFunctions(FunctionCalls calls, FunctionLogs logs, FunctionInvoker others) {
    this.calls = calls;
    this.logs = logs;
    this.others = others;
  }

  /// Its own timeout counts, as on AWS, and not the limit.
  @Override
  public Outcome invoke(Arn function, RotationEvent event, Duration limit) {
    Optional<FoundFunction> own = calls.own(function);
    if (own.isEmpty()) {
      return others.invoke(function, event, limit);
    }
    StepOutcome outcome = new StepOutcome(function, event.step(), logs);
    Arn secret = Arn.parse(event.secretArn()).orElseThrow();
    Optional<String> hindrance = ServicePermission.hindrance(own.get(), secret);
    if (hindrance.isPresent()) {
      return outcome.forbidden(hindrance.get());
    }
    Deployment deployment = calls.deployment(own.get());
    InvocationEnd end = calls.call(deployment, invocation(function, secret, event));
    return outcome.of(end, deployment);
  }

  @Override
  public boolean isQuick(Arn function, Step step) {
    return others.isQuick(function, step) && !isOwn(function);
  }

  private static Invocation invocation(Arn function, Arn secret, RotationEvent event) {
    return new Invocation(
        UUID.randomUUID().toString(),
        function,
        event.json(),
        Optional.empty(),
        Optional.of(
            new RotationScope(secret, Optional.of(event.token()), event.journal().superuserArn())),
        Optional.empty());
  }

  private boolean isOwn(Arn function) {
    return calls.own(function).isPresent();
  }

  @Override
  public List<Finding> check(Arn function, Preflight preflight, Duration limit) {
    return isOwn(function)
        ? FunctionInvoker.super.check(function, preflight, limit)
        : others.check(function, preflight, limit);
  }

  @Override
  public Optional<String> mayInvoke(Arn function, Arn secret) {
    Optional<FoundFunction> own = calls.own(function);
    return own.isPresent()
        ? ServicePermission.hindrance(own.get(), secret)
        : others.mayInvoke(function, secret);
  }

  @Override
  public boolean isBuiltIn(Arn function) {
    return others.isBuiltIn(function) && !isOwn(function);
  }

  @Override
  public boolean needsSuperuser(Arn function) {
    return others.needsSuperuser(function) && !isOwn(function);
  }

  /// It may read the superuser's secret that the secret names, so whoever turns rotation on has to
  /// be allowed to read that.
  @Override
  public boolean takesSuperuser(Arn function) {
    return isOwn(function) || others.takesSuperuser(function);
  }
}
