package dev.keyturn.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Outcome.Succeeded;
import dev.keyturn.function.RotationEvent.Journal;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [FunctionInvoker] keeps to with a user's function, wherever that runs.
public abstract class FunctionInvokerContract {
  private static final String SECRET =
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// How the function behaves from now on.
  protected enum Behaviour {
    SUCCEEDS,
    /// Reports an error whose text is `No such user: hunter2`.
    FAILS,
    /// Does not end within its time.
    HANGS,
    /// Answers what is no JSON.
    BABBLES
  }

  protected abstract FunctionInvoker invoker();

  /// A function that exists, of the secret's account and region.
  protected abstract String name();

  protected abstract void behave(Behaviour behaviour);

  /// How often the function was called.
  protected abstract int calls();

  /// Whether the function can still act.
  protected abstract boolean isAtWork();

  private Outcome invoke(String name) {
    return invoker().invoke(function("eu-west-1", "111122223333", name), event(), LIMIT);
  }

  private static Arn function(String region, String account, String name) {
    return Arn.parse("arn:aws:lambda:%s:%s:function:%s".formatted(region, account, name))
        .orElseThrow();
  }

  protected static RotationEvent event() {
    return new RotationEvent(
        Step.SET_SECRET,
        SECRET,
        "11111111-2222-3333-4444-555555555555",
        SecretValue.ofString("the-rotation-token"),
        new Journal(false, Optional.empty(), Optional.empty()));
  }

  private Failed failed(Behaviour behaviour) {
    behave(behaviour);
    Outcome outcome = invoke(name());
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(calls()).as("never called a second time").isEqualTo(1);
    assertThat(outcome.toString()).doesNotContain("the-rotation-token");
    return (Failed) outcome;
  }

  @Test
  void whatReturnsHasSucceeded() {
    behave(Behaviour.SUCCEEDS);
    assertThat(invoke(name())).isInstanceOf(Succeeded.class);
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void anErrorIsAnOutcomeInAwssWords() {
    Failed failed = failed(Behaviour.FAILS);
    assertThat(failed.failureClass()).isEqualTo(FailureClass.BROKEN);
    assertThat(failed.message())
        .startsWith("Error when executing lambda arn:aws:lambda:eu-west-1:111122223333:function:")
        .contains("during setSecret step")
        .doesNotContain("hunter2");
    assertThat(failed.remedy()).isNotEmpty();
  }

  @Test
  void whatIsNoJsonIsAnError() {
    assertThat(failed(Behaviour.BABBLES).failureClass()).isEqualTo(FailureClass.BROKEN);
  }

  @Test
  void aTimeOutIsToldWhenTheFunctionCanNoLongerAct() {
    Failed failed = failed(Behaviour.HANGS);
    assertThat(failed.failureClass()).isEqualTo(FailureClass.TIMEOUT);
    assertThat(isAtWork()).isFalse();
  }

  @Test
  void whatDoesNotExistMayNotBeInvokedAndFails() {
    Arn absent = function("eu-west-1", "111122223333", "no-such-function");
    assertThat(invoker().mayInvoke(absent, Arn.parse(SECRET).orElseThrow())).isPresent();
    assertThat(invoke("no-such-function")).isInstanceOf(Failed.class);
  }

  @Test
  void onlySecretsOfItsAccountAndRegionMayInvokeIt() {
    Arn secret = Arn.parse(SECRET).orElseThrow();
    assertThat(invoker().mayInvoke(function("eu-west-1", "111122223333", name()), secret))
        .isEmpty();
    assertThat(invoker().mayInvoke(function("eu-west-1", "999999999999", name()), secret))
        .isPresent();
    assertThat(invoker().mayInvoke(function("us-east-1", "111122223333", name()), secret))
        .isPresent();
  }

  @Test
  void itIsNotBuiltIn() {
    Arn function = function("eu-west-1", "111122223333", name());
    assertThat(invoker().isBuiltIn(function)).isFalse();
    assertThat(invoker().needsSuperuser(function)).isFalse();
    assertThat(invoker().takesSuperuser(function)).as("its caller must be allowed to").isTrue();
    assertThat(Step.values())
        .as("what it changes nobody knows")
        .noneMatch(step -> invoker().isQuick(function, step));
  }
}
