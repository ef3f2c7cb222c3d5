package dev.keyturn.lambda;

import static dev.keyturn.lambda.CallsFixture.SECRET;
import static dev.keyturn.lambda.CallsFixture.arn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Finding;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.FunctionInvokerContract;
import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Outcome.Succeeded;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationEvent.Journal;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.key.SecretValue;
import dev.keyturn.lambda.PolicyOperations.AddPermission;
import dev.keyturn.lambda.PolicyOperations.Added;
import dev.keyturn.lambda.PolicyOperations.RemovePermission;
import dev.keyturn.operation.Nothing;
import dev.keyturn.testkit.ScriptedRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RotationFunctionsTest extends FunctionInvokerContract {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final CallsFixture lambda = new CallsFixture();
  private final Others others = new Others();
  private final FunctionInvoker invoker = lambda.functions.invoker(others);

  @BeforeEach
  void aFunction() {
    lambda.make("rotator");
    lambda.permit("rotator", Optional.empty());
  }

  /// Knows a function that is built in, and nothing else.
  private static final class Others implements FunctionInvoker {
    private final List<Arn> called = new ArrayList<>();

    @Override
    public Outcome invoke(Arn function, RotationEvent event, Duration limit) {
      called.add(function);
      return isBuiltIn(function)
          ? Outcome.SUCCEEDED
          : new Failed(FailureClass.MISCONFIGURED, "There is none", "");
    }

    @Override
    public List<Finding> check(Arn function, Preflight preflight, Duration limit) {
      return List.of(Finding.ok("others", "asked"));
    }

    @Override
    public Optional<String> mayInvoke(Arn function, Arn secret) {
      return isBuiltIn(function) ? Optional.empty() : Optional.of("There is none");
    }

    @Override
    public boolean isBuiltIn(Arn function) {
      return function.resource().startsWith("function:" + CallsFixture.BUILT_IN);
    }

    @Override
    public boolean needsSuperuser(Arn function) {
      return isBuiltIn(function);
    }
  }

  @Override
  protected FunctionInvoker invoker() {
    return invoker;
  }

  @Override
  protected String name() {
    return "rotator";
  }

  @Override
  protected void behave(Behaviour behaviour) {
    switch (behaviour) {
      case SUCCEEDS -> lambda.runtime.returns("null");
      case FAILS -> lambda.runtime.fails(Fault.HANDLED, "ValueError", "No such user: hunter2");
      case HANGS -> lambda.runtime.fails(Fault.TIMED_OUT, "Sandbox.Timedout", "timed out");
      case BABBLES ->
          lambda.runtime.fails(Fault.UNHANDLED, "Runtime.InvalidResponse", "is not JSON");
    }
  }

  @Override
  protected int calls() {
    return lambda.runtime.calls().size();
  }

  @Override
  protected boolean isAtWork() {
    return false;
  }

  private Outcome invoke(String resource) {
    return invoker.invoke(arn(resource), event(), LIMIT);
  }

  private Failed failed(Fault fault, String type, String message) {
    lambda.runtime.fails(fault, type, message);
    return (Failed) invoke("rotator");
  }

  @Test
  void itIsCalledWithAwssEventForOneRotation() {
    RotationEvent event =
        new RotationEvent(
            Step.CREATE_SECRET,
            SECRET.toString(),
            "token-1",
            SecretValue.ofString("the-rotation-token"),
            new Journal(false, Optional.empty(), Optional.of("arn:of:superuser")));
    Outcome outcome = invoker.invoke(arn("rotator"), event, LIMIT);
    assertThat(outcome).isEqualTo(new Succeeded("log " + ScriptedRuntime.STREAM));
    ScriptedRuntime.Call call = lambda.runtime.calls().getFirst();
    assertThat(call.event())
        .isEqualTo(
            """
            {"Step":"createSecret",\
            "SecretId":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf",\
            "ClientRequestToken":"token-1","RotationToken":"the-rotation-token"}\
            """);
    assertThat(call.invocation().scope())
        .contains(
            new RotationScope(SECRET, Optional.of("token-1"), Optional.of("arn:of:superuser")));
    assertThat(call.invocation().requestId()).hasSize(36);
    assertThat(others.called).isEmpty();
  }

  @Test
  void itsOwnTimeoutCountsAsOnAws() {
    Outcome _ = invoker.invoke(arn("rotator"), event(), Duration.ofSeconds(5));
    assertThat(lambda.runtime.calls().getFirst().deployment().limits().timeout())
        .isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void withoutAPermissionItMayNotBeInvoked() {
    lambda.make("closed");
    assertThat(invoker.mayInvoke(arn("closed"), SECRET).orElseThrow())
        .contains("does not let secretsmanager.amazonaws.com invoke it");
    Failed failed = (Failed) invoke("closed");
    assertThat(failed.failureClass()).isEqualTo(FailureClass.MISCONFIGURED);
    assertThat(failed.message())
        .startsWith(
            "Error when executing lambda arn:aws:lambda:eu-west-1:111122223333:function:closed during setSecret step: ");
    assertThat(failed.remedy()).contains("aws lambda add-permission", "--source-account");
    assertThat(calls()).isZero();
  }

  @Test
  void aPermissionThatIsTakenAwayStopsTheNextStep() {
    assertThat(invoke("rotator")).isInstanceOf(Succeeded.class);
    Nothing _ =
        lambda.send(
            new RemovePermission(
                "rotator", "SecretsManagerAccess", Optional.empty(), Optional.empty()),
            Nothing.class);
    assertThat(invoke("rotator")).isInstanceOf(Failed.class);
    assertThat(calls()).isEqualTo(1);
  }

  private boolean mayWith(String principal, String action, Optional<String> source, String owner) {
    lambda.make("probed" + lambda.store.scan(Home.FUNCTIONS, "", "", 1_000).size());
    String name = "probed" + (lambda.store.scan(Home.FUNCTIONS, "", "", 1_000).size() - 1);
    Added _ =
        lambda.send(
            new AddPermission(
                name,
                "s1",
                action,
                principal,
                source,
                Optional.of(owner).filter(it -> !it.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Added.class);
    return invoker.mayInvoke(arn(name), SECRET).isEmpty();
  }

  @Test
  void thePolicySaysForWhichAccountAndWhichSecret() {
    String service = "secretsmanager.amazonaws.com";
    String action = "lambda:InvokeFunction";
    Optional<String> anySource = Optional.empty();
    assertThat(mayWith(service, action, anySource, "")).isTrue();
    assertThat(mayWith(service, "lambda:*", anySource, "111122223333")).isTrue();
    assertThat(mayWith(service, action, anySource, "444455556666")).isFalse();
    assertThat(mayWith(service, "lambda:GetFunction", anySource, "")).isFalse();
    assertThat(mayWith("events.amazonaws.com", action, anySource, "")).isFalse();
    assertThat(mayWith("111122223333", action, anySource, "")).isFalse();
    assertThat(mayWith(service, action, Optional.of(SECRET.toString()), "")).isTrue();
    String others = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:";
    assertThat(mayWith(service, action, Optional.of(others + "app-*"), "111122223333")).isTrue();
    assertThat(mayWith(service, action, Optional.of(others + "other-*"), "")).isFalse();
  }

  @Test
  void aVersionedArnNeedsItsOwnPermission() {
    lambda.publish("rotator", "live");
    assertThat(invoker.mayInvoke(arn("rotator:live"), SECRET)).isPresent();
    lambda.permit("rotator", Optional.of("live"));
    assertThat(invoker.mayInvoke(arn("rotator:live"), SECRET)).isEmpty();
    assertThat(invoker.mayInvoke(arn("rotator:1"), SECRET)).isPresent();
    assertThat(invoke("rotator:live")).isInstanceOf(Succeeded.class);
    assertThat(lambda.runtime.calls().getFirst().deployment().version()).isEqualTo("1");
    assertThat(invoker.mayInvoke(arn("rotator:absent"), SECRET).orElseThrow())
        .contains("does not exist");
  }

  @Test
  void latestIsTheFunctionAsSuch() {
    assertThat(invoker.mayInvoke(arn("rotator:$LATEST"), SECRET)).isEmpty();
    assertThat(invoke("rotator:$LATEST")).isInstanceOf(Succeeded.class);
  }

  @Test
  void anErrorSaysWhatTheFunctionSaidAndWhereItsLogIs() {
    Failed failed = failed(Fault.HANDLED, "ValueError", "No\\n such user: hunter2");
    assertThat(failed.message())
        .isEqualTo(
            "Error when executing lambda arn:aws:lambda:eu-west-1:111122223333:function:rotator during setSecret step: ValueError: No such user: *******");
    assertThat(failed.remedy()).isEqualTo("See its log: " + ScriptedRuntime.STREAM);
    assertThat(failed.failureClass()).isEqualTo(FailureClass.BROKEN);
    assertThat(failed(Fault.HANDLED, "hunter2", "failed").message()).doesNotContain("hunter2");
    assertThat(failed(Fault.UNHANDLED, "", "").message()).endsWith("it failed");
    assertThat(failed(Fault.UNHANDLED, "E", "x".repeat(5_000)).message()).hasSizeLessThan(700);
  }

  @Test
  void aTimeOutSaysHowLong() {
    Failed failed = failed(Fault.TIMED_OUT, "Sandbox.Timedout", "Task timed out");
    assertThat(failed.failureClass()).isEqualTo(FailureClass.TIMEOUT);
    assertThat(failed.message()).endsWith("it did not end within 20 s");
    assertThat(failed.remedy()).contains("--timeout", ScriptedRuntime.STREAM);
  }

  @Test
  void whatIsThrottledIsBusy() {
    Failed failed = failed(Fault.THROTTLED, "TooManyRequestsException", "Rate Exceeded.");
    assertThat(failed.failureClass()).isEqualTo(FailureClass.BUSY);
    assertThat(failed.message()).endsWith("all instances that the server may have are busy");
    ConcurrencyOperations.Concurrency _ =
        lambda.send(
            new ConcurrencyOperations.PutFunctionConcurrency("rotator", 0),
            ConcurrencyOperations.Concurrency.class);
    Failed reserved = (Failed) invoke("rotator");
    assertThat(reserved.message()).endsWith("the 0 instances that are reserved for it are busy");
    assertThat(reserved.remedy()).contains("delete-function-concurrency");
  }

  @Test
  void whatCannotRunSaysWhy() {
    Failed failed = failed(Fault.UNAVAILABLE, "Runtime.Unavailable", "Nothing here runs ruby3.3");
    assertThat(failed.failureClass()).isEqualTo(FailureClass.MISCONFIGURED);
    assertThat(failed.message()).contains("it cannot run", "Nothing here runs ruby3.3");
  }

  @Test
  void whatIsNoUsersFunctionIsTheOthers() {
    Arn builtIn = arn(CallsFixture.BUILT_IN);
    assertThat(invoker.invoke(builtIn, event(), LIMIT)).isEqualTo(Outcome.SUCCEEDED);
    assertThat(invoker.isBuiltIn(builtIn)).isTrue();
    assertThat(invoker.needsSuperuser(builtIn)).isTrue();
    assertThat(invoker.mayInvoke(builtIn, SECRET)).isEmpty();
    Preflight preflight = new Preflight(SECRET.toString(), Optional.empty(), Optional.empty());
    assertThat(invoker.check(builtIn, preflight, LIMIT))
        .extracting(Finding::item)
        .contains("others");
    assertThat(invoker.check(arn("rotator"), preflight, LIMIT))
        .extracting(Finding::status)
        .containsExactly(Finding.Status.SKIPPED);
    for (String strange :
        List.of(
            "arn:aws:sns:eu-west-1:111122223333:function:rotator",
            "arn:aws:lambda::111122223333:function:rotator",
            "arn:aws:lambda:eu-west-1:1:function:rotator",
            "arn:aws:lambda:eu-west-1:111122223333:layer:rotator")) {
      assertThat(invoker.mayInvoke(Arn.parse(strange).orElseThrow(), SECRET))
          .contains("There is none");
    }
  }
}
