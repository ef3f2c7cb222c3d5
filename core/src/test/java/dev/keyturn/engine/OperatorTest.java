package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.State;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.secret.DeleteSecret;
import dev.keyturn.store.Durability;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator can do about a rotation.
class OperatorTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final RotationFixture fixture = new RotationFixture();
  private final Operator operator = new Operator(fixture);

  /// Two rotations, so that AWSPREVIOUS and an older version are there.
  private void rotateTwice() {
    for (int i = 0; i < 2; i++) {
      fixture.rotate(FakeFunctions.SINGLE_USER);
      fixture.runFor(HOUR);
    }
    fixture.functions.forget();
  }

  private String password(String label) {
    return "password of " + fixture.carrier(label).orElseThrow();
  }

  private boolean enabled() {
    return fixture.secrets.describe("app").rotationEnabled().orElseThrow();
  }

  // Resume

  @ParameterizedTest
  @EnumSource(names = {"CREATE_SECRET", "SET_SECRET", "TEST_SECRET"})
  void resumingGoesOnWithTheSameTokenAndTurnsRotationOn(Step step) {
    fixture.functions.before(step, fixture::cancel);
    String token = fixture.rotate(FakeFunctions.FOREIGN);
    fixture.runFor(HOUR);
    fixture.functions.forget();

    operator.resume();
    fixture.runFor(HOUR);

    assertThat(fixture.functions.steps()).first().isEqualTo(Step.CREATE_SECRET);
    assertThat(fixture.functions.calls()).allMatch(call -> call.token().equals(token));
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(enabled()).isTrue();
    fixture.assertAtRest();
  }

  @Test
  void resumingPutsTheLabelBackThatAForeignChangeTook() {
    String token = fixture.rotate(FakeFunctions.FOREIGN);
    fixture.functions.before(
        Step.TEST_SECRET,
        () -> fixture.moveLabel("AWSPENDING", Optional.of(token), Optional.empty()));
    fixture.runFor(HOUR);
    assertThat(fixture.state()).isInstanceOf(State.TargetUnknown.class);

    operator.resume();
    assertThat(fixture.carrier("AWSPENDING")).contains(token);
    fixture.runFor(HOUR);

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  @Test
  void resumingLeavesAnothersPendingVersionAlone() {
    fixture.functions.before(Step.SET_SECRET, fixture::cancel);
    String token = fixture.rotate(FakeFunctions.FOREIGN);
    fixture.runFor(HOUR);
    String other = SecretsFixture.token();
    fixture.secrets.put("app", "somebody's", other, "AWSPENDING");

    assertThatThrownBy(operator::resume)
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("AWSPENDING is on version " + other)
        .hasMessageContaining(token);
  }

  @Test
  void thereMustBeSomethingToResume() {
    assertThatThrownBy(operator::resume).hasMessageContaining("never turned on");
    fixture.rotate(FakeFunctions.SINGLE_USER);
    assertThatThrownBy(operator::resume).hasMessageContaining("RetryRotation");
    fixture.runFor(HOUR);
    assertThatThrownBy(operator::resume).hasMessageContaining("RotateSecret");
  }

  // Abandon

  @Test
  void abandoningWhatHasNotTouchedTheTargetOnlyTakesTheLabelAway() {
    fixture.functions.fail(Step.CREATE_SECRET, FailureClass.BROKEN);
    String token =
        fixture.rotate(
            FakeFunctions.FOREIGN, RotationFixture.cron("cron(0 9 * * ? *)", "1h"), true);
    fixture.engine.runDue();

    operator.abandon();
    fixture.functions.forget();
    fixture.engine.runDue();

    fixture.assertAtRest();
    assertThat(fixture.functions.steps()).isEmpty();
    assertThat(fixture.carrier("AWSCURRENT")).contains(fixture.first);
    assertThat(fixture.events()).endsWith("RotationAbandoned");
    assertThat(fixture.rotation().due()).as("the next window").isPresent();
    assertThat(fixture.rotation().history().getLast())
        .satisfies(step -> {
          assertThat(step.token()).isEqualTo(token);
          assertThat(step.result()).isEqualTo(StepRecord.Result.INTERRUPTED);
          assertThat(step.message()).isEqualTo("An operator gave the rotation up");
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"SET_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void abandoningWhatMayHaveTouchedTheTargetSettlesIt(Step step) {
    fixture.functions.fail(step, FailureClass.NOT_ALLOWED);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    operator.abandon();
    fixture.assertPromise();
    fixture.runFor(HOUR);

    fixture.assertAtRest();
    assertThat(fixture.carrier("AWSCURRENT")).contains(fixture.first);
    assertThat(fixture.events()).containsSubsequence("RotationAbandoned", "RotationSettled");
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE_SECRET", "SET_SECRET", "TEST_SECRET"})
  void abandoningWaitsForTheStepThatIsBeingDone(Step step) {
    fixture.functions.before(step, operator::abandon);
    fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.runFor(HOUR);

    fixture.assertAtRest();
    assertThat(fixture.carrier("AWSCURRENT")).contains(fixture.first);
    assertThat(fixture.functions.steps()).doesNotContain(Step.FINISH_SECRET);
  }

  @Test
  void abandoningWithAUsersOwnFunctionTakesTheOperatorsWord() {
    fixture.functions.fail(Step.TEST_SECRET, FailureClass.NOT_ALLOWED);
    fixture.rotate(FakeFunctions.FOREIGN);
    fixture.engine.runDue();

    assertThatThrownBy(operator::abandon)
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("TargetAgrees");
    fixture.target.set("password of " + fixture.first);
    operator.abandonVouching();
    fixture.runFor(HOUR);

    fixture.assertAtRest();
    assertThat(fixture.functions.steps()).doesNotContain(Step.SETTLE_SECRET);
  }

  @Test
  void nobodyCanVouchForATargetWhileAUsersOwnFunctionWorksOnIt() {
    StringBuilder refusal = new StringBuilder();
    fixture.functions.before(
        Step.SET_SECRET,
        () -> {
          try {
            operator.abandonVouching();
          } catch (InvalidRequest refused) {
            refusal.append(refused.text());
          }
        });
    String token = fixture.rotate(FakeFunctions.FOREIGN);

    fixture.runFor(HOUR);

    assertThat(refusal.toString()).contains("CancelRotateSecret");
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  @Test
  void settlingCanBeGivenUpOnTheOperatorsWord() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.functions.before(
        Step.TEST_SECRET,
        () -> fixture.moveLabel("AWSPENDING", Optional.of(token), Optional.empty()));
    fixture.functions.fail(Step.SETTLE_SECRET, FailureClass.ACCOUNT_LOCKED);
    fixture.runFor(HOUR);
    assertThat(fixture.state()).isInstanceOf(State.Settling.class);

    assertThatThrownBy(operator::abandon).hasMessageContaining("TargetAgrees");
    fixture.target.set("password of " + fixture.first);
    operator.abandonVouching();

    fixture.assertAtRest();
  }

  @Test
  void whatHasMovedAwscurrentIsOnlyToBeToldSo() {
    fixture.functions.after(
        Step.FINISH_SECRET,
        () -> assertThatThrownBy(operator::abandon).hasMessageContaining("RetryRotation"));
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.runFor(HOUR);

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  @Test
  void thereMustBeSomethingToAbandon() {
    assertThatThrownBy(operator::abandon).hasMessageContaining("never turned on");
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(HOUR);
    assertThatThrownBy(operator::abandon).hasMessageContaining("no rotation to abandon");
  }

  // What nobody knows

  private void leaveTheTargetUnknown() {
    String token = fixture.rotate(FakeFunctions.FOREIGN);
    fixture.functions.before(
        Step.TEST_SECRET,
        () -> fixture.moveLabel("AWSPENDING", Optional.of(token), Optional.empty()));
    fixture.runFor(HOUR);
    assertThat(fixture.currentOpens()).isFalse();
  }

  @Test
  void aNewRotationDoesNotForgetThatNobodyKnowsTheTarget() {
    leaveTheTargetUnknown();

    fixture.rotate(FakeFunctions.FOREIGN);
    fixture.assertPromise();
    fixture.runFor(HOUR);

    assertThat(operator.describe().conditions()).contains("UNSETTLED", "FAILED");
  }

  @Test
  void onlyATestThatSucceedsShowsThatAwscurrentOpensTheTarget() {
    leaveTheTargetUnknown();

    fixture.rotate(FakeFunctions.FOREIGN, RotationFixture.NO_RULES, false);
    fixture.runFor(HOUR);
    assertThat(fixture.state()).isInstanceOf(State.TargetUnknown.class);
    assertThat(fixture.carrier("AWSPENDING")).isEmpty();

    fixture.target.set("password of " + fixture.first);
    fixture.rotate(FakeFunctions.FOREIGN, RotationFixture.NO_RULES, false);
    fixture.runFor(HOUR);
    fixture.assertAtRest();
  }

  // Restore

  @Test
  void aTargetFromAnOldBackupIsBroughtToAwscurrent() {
    rotateTwice();
    fixture.target.set("password of " + fixture.first);
    String current = password("AWSCURRENT");

    operator.restore("AWSCURRENT");
    fixture.assertPromise();
    fixture.runFor(HOUR);

    assertThat(fixture.target.holds(current)).isTrue();
    fixture.assertAtRest();
    assertThat(fixture.functions.steps()).containsOnly(Step.SETTLE_SECRET);
  }

  @Test
  void aTargetThatWasRestoredInMidRotationIsBroughtToAwscurrent() {
    rotateTwice();
    String current = fixture.carrier("AWSCURRENT").orElseThrow();
    fixture.functions.before(
        Step.TEST_SECRET, () -> fixture.target.set("password of " + fixture.first));
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    operator.restore("AWSCURRENT");
    fixture.runFor(HOUR);

    assertThat(fixture.carrier("AWSCURRENT")).contains(current);
    fixture.assertAtRest();
    assertThat(fixture.events()).contains("RotationAbandoned").endsWith("RotationSettled");
  }

  @Test
  void awspreviousBecomesAwscurrentOnceTheTargetHoldsIt() {
    rotateTwice();
    String previous = fixture.carrier("AWSPREVIOUS").orElseThrow();
    String current = fixture.carrier("AWSCURRENT").orElseThrow();
    fixture.target.down(true);

    operator.restore("AWSPREVIOUS");
    fixture.runFor(Duration.ofMinutes(10));
    assertThat(fixture.carrier("AWSCURRENT"))
        .as("the target was not reached, and may open with it")
        .contains(current);

    fixture.target.down(false);
    fixture.runFor(HOUR);

    assertThat(fixture.carrier("AWSCURRENT")).contains(previous);
    assertThat(fixture.carrier("AWSPREVIOUS")).contains(current);
    assertThat(fixture.store.durabilities().getLast()).isEqualTo(Durability.NOW);
    fixture.assertAtRest();
  }

  @Test
  void whatTheTargetHoldsAlreadyOnlyMovesTheLabels() {
    rotateTwice();
    String previous = fixture.carrier("AWSPREVIOUS").orElseThrow();
    fixture.target.set("password of " + previous);

    operator.restore("AWSPREVIOUS");
    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(previous);
    assertThat(fixture.target.refused()).isEmpty();
    fixture.assertAtRest();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aValueThatIsPutInMidRestorationWins(boolean before) {
    rotateTwice();
    Runnable put = () -> fixture.secrets.put("app", "by hand", SecretsFixture.token());
    if (before) {
      fixture.functions.before(Step.SETTLE_SECRET, put);
    } else {
      fixture.functions.after(Step.SETTLE_SECRET, put);
    }

    operator.restore("AWSPREVIOUS");
    fixture.runFor(HOUR);

    assertThat(fixture.secrets.read("app")).isEqualTo("by hand");
    fixture.assertAtRest();
  }

  @Test
  void aRestorationThatIsGivenUpLeadsBackToAwscurrent() {
    rotateTwice();
    String current = fixture.carrier("AWSCURRENT").orElseThrow();
    fixture.functions.after(Step.SETTLE_SECRET, operator::abandon);

    operator.restore("AWSPREVIOUS");
    fixture.runFor(HOUR);

    assertThat(fixture.carrier("AWSCURRENT")).contains(current);
    fixture.assertAtRest();
  }

  @Test
  void candidatesTakeTurnsOneForEachAttempt() {
    rotateTwice();
    fixture.target.set("something else");

    operator.restore("AWSCURRENT");
    fixture.engine.runDue();
    assertThat(fixture.target.refused()).hasSize(1);
    fixture.runFor(Duration.ofSeconds(3));

    assertThat(fixture.target.refused())
        .startsWith(password("AWSPREVIOUS"), "password of " + fixture.first);
    assertThat(operator.describe().conditions()).contains("UNSETTLED", "FAILED");
  }

  @Test
  void onlyABuiltInFunctionCanRestoreATarget() {
    fixture.rotate(FakeFunctions.FOREIGN);
    fixture.runFor(HOUR);

    assertThatThrownBy(() -> operator.restore("AWSCURRENT"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("Only a built-in rotation function");
  }

  @Test
  void thereMustBeAVersionToRestore() {
    fixture.rotate(FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, false);
    fixture.runFor(HOUR);

    assertThatThrownBy(() -> operator.restore("AWSPREVIOUS"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("AWSPREVIOUS");
  }

  @Test
  void whatIsToBeDeletedIsLeftAlone() {
    rotateTwice();
    fixture.secrets.send(
        new DeleteSecret.Input("app", Optional.empty(), Optional.empty()),
        DeleteSecret.Output.class);

    List<Runnable> deeds =
        List.of(
            operator::retry,
            operator::resume,
            operator::abandonVouching,
            () -> operator.restore("AWSCURRENT"));
    assertThat(deeds)
        .allSatisfy(
            deed -> assertThatThrownBy(deed::run).hasMessageContaining("marked for deletion"));
  }
}
