package dev.keyturn.testkit;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Runs no code, but answers as it was told, and remembers what it was called with. Thread-safe.
public final class ScriptedRuntime implements FunctionRuntime {
  /// What it writes of every log.
  public static final String STREAM = "/aws/lambda/any:2026/11/29/[$LATEST]0123";

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<Arn> retired = new CopyOnWriteArrayList<>();
  private volatile Function<Invocation, InvocationEnd> script = _ -> returned("null");

  /// One call.
  public record Call(Deployment deployment, Invocation invocation) {
    public String event() {
      return invocation.event().revealString();
    }
  }

  /// What functions do from now on.
  public void does(Function<Invocation, InvocationEnd> next) {
    script = next;
  }

  /// From now on they return this.
  public void returns(String json) {
    script = _ -> returned(json);
  }

  /// From now on they fail.
  public void fails(Fault fault, String errorType, String errorMessage) {
    script = _ -> failed(fault, errorType, errorMessage);
  }

  /// All calls, in their order.
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /// The functions whose instances were ended.
  public List<Arn> retired() {
    return List.copyOf(retired);
  }

  public static InvocationEnd returned(String json) {
    return end(Optional.empty(), json);
  }

  public static InvocationEnd failed(Fault fault, String errorType, String errorMessage) {
    return end(
        Optional.of(fault),
        "{\"errorType\":\"%s\",\"errorMessage\":\"%s\"}".formatted(errorType, errorMessage));
  }

  private static InvocationEnd end(Optional<Fault> fault, String json) {
    return new InvocationEnd(
        fault,
        SecretValue.ofString(json),
        "START\nthe password is *******\nEND\n",
        Optional.of(STREAM),
        Duration.ofMillis(7));
  }

  @Override
  public Optional<String> standIn(String runtime) {
    return Optional.of("a script for " + runtime);
  }

  @Override
  public InvocationEnd invoke(Deployment deployment, Invocation invocation) {
    if (deployment.mostInstances().filter(it -> it == 0).isPresent()) {
      return failed(Fault.THROTTLED, "TooManyRequestsException", "Rate Exceeded.");
    }
    calls.add(new Call(deployment, invocation));
    return script.apply(invocation);
  }

  @Override
  public void retire(Arn function) {
    retired.add(function);
  }
}
