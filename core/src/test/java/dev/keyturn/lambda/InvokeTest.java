package dev.keyturn.lambda;

import static dev.keyturn.lambda.CallsFixture.ACCOUNT;
import static dev.keyturn.lambda.CallsFixture.FOREIGN;
import static dev.keyturn.lambda.CallsFixture.arn;
import static dev.keyturn.lambda.CallsFixture.invoke;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.identity.Caller;
import dev.keyturn.key.SecretValue;
import dev.keyturn.lambda.InvokeOperation.Invoke;
import dev.keyturn.lambda.InvokeOperation.Output;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.InvalidRequestContent;
import dev.keyturn.operation.Refusal.RequestTooLarge;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Refusal.TooManyRequests;
import dev.keyturn.testkit.ScriptedRuntime;
import dev.keyturn.testkit.SecretsFixture;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvokeTest {
  private final CallsFixture lambda = new CallsFixture();

  @BeforeEach
  void aFunction() {
    lambda.make("rotator");
  }

  private ScriptedRuntime.Call called() {
    assertThat(lambda.runtime.calls()).hasSize(1);
    return lambda.runtime.calls().getFirst();
  }

  @Test
  void whatTheFunctionReturnsComesBack() {
    lambda.runtime.returns("{\"done\":true}");
    Output output = lambda.call("rotator", "{\"a\":1}");
    assertThat(output.statusCode()).isEqualTo(200);
    assertThat(output.payload().orElseThrow().revealString()).isEqualTo("{\"done\":true}");
    assertThat(output.executedVersion()).contains("$LATEST");
    assertThat(output.functionError()).isEmpty();
    assertThat(called().event()).isEqualTo("{\"a\":1}");
    assertThat(called().invocation().invokedAs()).isEqualTo(arn("rotator"));
    assertThat(called().invocation().scope()).isEmpty();
    assertThat(called().deployment().version()).isEqualTo("$LATEST");
  }

  @Test
  void theEndOfTheLogComesOnlyWhenItIsAskedFor() {
    String log = lambda.call("rotator", "1").logResult().orElseThrow();
    assertThat(new String(Base64.getDecoder().decode(log), StandardCharsets.UTF_8))
        .contains("the password is *******");
    Invoke quiet =
        new Invoke(
            "rotator",
            Optional.empty(),
            Optional.of("None"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(lambda.send(quiet, Output.class).logResult()).isEmpty();
  }

  @Test
  void withoutAPayloadTheEventIsAnEmptyObject() {
    Output _ = lambda.call("rotator", "");
    assertThat(called().event()).isEqualTo("{}");
  }

  @Test
  void aVersionAndAnAliasAreCalledByTheirNames() {
    lambda.publish("rotator", "live");
    assertThat(lambda.call("rotator:live", "1").executedVersion()).contains("1");
    assertThat(called().invocation().invokedAs()).isEqualTo(arn("rotator:live"));
    assertThat(called().deployment().version()).isEqualTo("1");
    assertThat(lambda.call(arn("rotator:1").toString(), "1").executedVersion()).contains("1");
    assertThatThrownBy(() -> lambda.call("rotator:2", "1"))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("Function not found: " + arn("rotator:2"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"HANDLED", "UNHANDLED", "TIMED_OUT", "UNAVAILABLE"})
  void anErrorOfTheFunctionIsAnAnswer(Fault fault) {
    lambda.runtime.fails(fault, "ValueError", "no such user");
    Output output = lambda.call("rotator", "1");
    assertThat(output.statusCode()).isEqualTo(200);
    assertThat(output.functionError()).contains("Unhandled");
    assertThat(output.payload().orElseThrow().revealString())
        .isEqualTo("{\"errorType\":\"ValueError\",\"errorMessage\":\"no such user\"}");
  }

  @Test
  void whatIsThrottledIsRefusedWithAReason() {
    lambda.runtime.fails(Fault.THROTTLED, "TooManyRequestsException", "Rate Exceeded.");
    assertThat(throttled()).isEqualTo("ConcurrentInvocationLimitExceeded");
    ConcurrencyOperations.Concurrency _ =
        lambda.send(
            new ConcurrencyOperations.PutFunctionConcurrency("rotator", 0),
            ConcurrencyOperations.Concurrency.class);
    lambda.runtime.returns("1");
    assertThat(throttled()).isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded");
  }

  @Test
  void anAnswerForWhichThereIsNoMemoryIsThrottled() {
    lambda.runtime.fails(Fault.NO_ROOM, "TooManyRequestsException", "no memory");
    assertThat(throttled()).isEqualTo("ConcurrentInvocationLimitExceeded");
    assertThat(lambda.runtime.calls().getLast().invocation().answered())
        .as("a large answer may be kept for who waits for it")
        .isPresent();
  }

  private String throttled() {
    TooManyRequests refusal =
        catchThrowableOfType(TooManyRequests.class, () -> lambda.call("rotator", "1"));
    assertThat(refusal.text()).isEqualTo("Rate Exceeded.");
    assertThat(refusal.code()).isEqualTo("TooManyRequestsException");
    return refusal.reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "{\"password\":\"hunter2\"", "{} hunter2", "\"hunter2", " "})
  void whatIsNoJsonIsRefusedWithoutRepeatingIt(String payload) {
    assertThatThrownBy(() -> lambda.call("rotator", payload))
        .isInstanceOf(InvalidRequestContent.class)
        .hasMessageStartingWith("Could not parse request body into json: ")
        .message()
        .doesNotContain("hunter2");
    assertThat(lambda.runtime.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"text\"", " [1, 2] ", "-1.5e3", "true"})
  void anyJsonValueIsAnEvent(String payload) {
    Output _ = lambda.call("rotator", payload);
    assertThat(called().event()).isEqualTo(payload);
  }

  @Test
  void sixMegabytesAreTheMost() {
    String most = '"' + "x".repeat(6 * 1024 * 1024 - 2) + '"';
    assertThat(lambda.call("rotator", most).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> lambda.call("rotator", most + " "))
        .isInstanceOf(RequestTooLarge.class)
        .hasMessage("Request must be smaller than 6291456 bytes for the InvokeFunction operation");
  }

  private Output withContext(String context) {
    return lambda.send(
        new Invoke(
            "rotator",
            Optional.empty(),
            Optional.empty(),
            Optional.of(SecretValue.ofString(context)),
            Optional.empty(),
            Optional.empty()),
        Output.class);
  }

  @Test
  void aClientContextIsHandedOnDecoded() {
    Output _ =
        withContext(
            Base64.getEncoder().encodeToString("{\"custom\":{}}".getBytes(StandardCharsets.UTF_8)));
    assertThat(called().invocation().clientContext()).contains("{\"custom\":{}}");
    for (String broken : new String[] {"no base64!", "MTIz", "e3t7"}) {
      assertThatThrownBy(() -> withContext(broken))
          .isInstanceOf(InvalidRequestContent.class)
          .hasMessage("Client context must be a valid Base64-encoded JSON object.");
    }
  }

  /// It travels in a header, where only ASCII is safe.
  @Test
  void aClientContextLosesNoCharacter() {
    String context = "{\"custom\":{\"name\":\"\u00fc\u20ac\ud83d\udd11\"}}";
    Output _ =
        withContext(Base64.getEncoder().encodeToString(context.getBytes(StandardCharsets.UTF_8)));
    String given = called().invocation().clientContext().orElseThrow();
    assertThat(given).isEqualTo("{\"custom\":{\"name\":\"\\u00fc\\u20ac\\ud83d\\udd11\"}}");
  }

  @Test
  void aDryRunOnlyAsksWhetherItMight() {
    Output output = lambda.send(invoke("rotator", "DryRun", "no json"), Output.class);
    assertThat(output.statusCode()).isEqualTo(204);
    assertThat(output.payload()).isEmpty();
    assertThat(lambda.runtime.calls()).isEmpty();
    Caller nobody = lambda.user(ACCOUNT, "nobody");
    assertThatThrownBy(() -> lambda.send(nobody, invoke("rotator", "DryRun", ""), Output.class))
        .isInstanceOf(AccessDenied.class);
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    assertThatThrownBy(() -> lambda.call("absent", "1"))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("Function not found: " + arn("absent"));
  }

  @Test
  void aFunctionThatIsBuiltInIsForRotations() {
    assertThatThrownBy(() -> lambda.call(CallsFixture.BUILT_IN, "1"))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageContaining("RotateSecret");
    assertThat(lambda.send(invoke(CallsFixture.BUILT_IN, "DryRun", ""), Output.class).statusCode())
        .isEqualTo(204);
  }

  @Test
  void auditRecordsHoldNeitherPayloadNorContext() {
    lambda.runtime.returns("\"hunter2-answer\"");
    Output _ =
        lambda.send(
            new Invoke(
                "rotator",
                Optional.empty(),
                Optional.empty(),
                Optional.of(SecretValue.ofString("e30=")),
                Optional.of(SecretValue.ofString("\"hunter2\"")),
                Optional.empty()),
            Output.class);
    assertThat(lambda.audit.names()).containsExactly("Invoke", "Invoke");
    assertThat(lambda.audit.events().toString())
        .contains(arn("rotator").toString())
        .doesNotContain("hunter2", "e30=");
  }

  @Test
  void theCallersPoliciesDecide() {
    Caller may = lambda.user(ACCOUNT, "may", "lambda:InvokeFunction");
    Caller mayNot = lambda.user(ACCOUNT, "not", "lambda:GetFunction");
    assertThat(mayCall(may, "rotator")).isTrue();
    assertThat(mayCall(mayNot, "rotator")).isFalse();
    assertThat(mayCall(mayNot, "absent")).as("nor is it told what exists").isFalse();
  }

  private boolean mayCall(Caller caller, String functionName) {
    try {
      Output _ = lambda.send(caller, invoke(functionName, "RequestResponse", "1"), Output.class);
      return true;
    } catch (AccessDenied _) {
      return false;
    }
  }

  private void permit(String principal, Optional<String> qualifier) {
    PolicyOperations.Added _ =
        lambda.send(
            new PolicyOperations.AddPermission(
                "rotator",
                "statement",
                "lambda:InvokeFunction",
                principal,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                qualifier,
                Optional.empty(),
                Optional.empty()),
            PolicyOperations.Added.class);
  }

  @Test
  void theFunctionsPolicyLetsAUserInWithoutOneOfTheOwn() {
    Caller alice = lambda.user(ACCOUNT, "alice");
    assertThat(mayCall(alice, "rotator")).isFalse();
    permit(alice.principal().arn().toString(), Optional.empty());
    assertThat(mayCall(alice, "rotator")).isTrue();
    assertThat(mayCall(lambda.user(ACCOUNT, "bob"), "rotator")).isFalse();
  }

  @Test
  void anotherAccountNeedsBothPolicies() {
    String name = arn("rotator").toString();
    Caller with = lambda.user(FOREIGN, "with", "lambda:InvokeFunction");
    Caller without = lambda.user(FOREIGN, "without");
    assertThat(mayCall(with, name)).isFalse();
    permit(FOREIGN.value(), Optional.empty());
    assertThat(mayCall(with, name)).isTrue();
    assertThat(mayCall(without, name)).isFalse();
    assertThat(mayCall(SecretsFixture.administrator(FOREIGN, SecretsFixture.REGION), name))
        .isTrue();
  }

  @Test
  void aPermissionOnAnAliasIsForTheAlias() {
    lambda.publish("rotator", "live");
    Caller alice = lambda.user(ACCOUNT, "alice");
    permit(alice.principal().arn().toString(), Optional.of("live"));
    assertThat(mayCall(alice, "rotator:live")).isTrue();
    assertThat(mayCall(alice, "rotator")).isFalse();
    assertThat(mayCall(alice, "rotator:1")).isFalse();
  }
}
