package dev.keyturn.engine;

import static dev.keyturn.function.Step.CREATE_SECRET;
import static dev.keyturn.function.Step.FINISH_SECRET;
import static dev.keyturn.function.Step.SET_SECRET;
import static dev.keyturn.function.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Arn;
import dev.keyturn.rotation.State;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.rotation.StepRecord.Result;
import dev.keyturn.secret.DeleteSecret;
import dev.keyturn.secret.RestoreSecret;
import dev.keyturn.store.Durability;
import dev.keyturn.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A step that changes nothing but the secret has no commit of its own, unless it takes its time.
class QuickStepsTest {
  private static final List<Step> WALK =
      List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET);

  private final RotationFixture fixture = new RotationFixture();

  @Test
  void aRotationIsFourCommitsAndThatOfAUsersOwnFunctionSix() {
    assertThat(commits(FakeFunctions.SINGLE_USER))
        .as("the value, the intent, the label, the end")
        .isEqualTo(4);
    assertThat(new QuickStepsTest().commits(FakeFunctions.FOREIGN))
        .as("and the beginning, and that it was tested")
        .isEqualTo(6);
  }

  @Test
  void onlyTheIntentAndTheLabelHaveToBeOnTheDiskAtOnce() {
    fixture.rotate(FakeFunctions.SINGLE_USER);
    int before = fixture.store.durabilities().size();
    fixture.engine.runDue();
    assertThat(fixture.store.durabilities().stream().skip(before))
        .as("the value, the intent, the label, the end")
        .containsExactly(
            Durability.WITH_NEXT, Durability.NOW, Durability.NOW, Durability.WITH_NEXT);
  }

  private int commits(Arn function) {
    AtomicInteger commits = new AtomicInteger();
    fixture.rotate(function);
    fixture.store.afterEachCommit(commits::incrementAndGet);
    fixture.engine.runDue();
    fixture.assertAtRest();
    return commits.get();
  }

  @Test
  void aStepThatTakesItsTimeIsOnTheRecordMeanwhile() {
    fixture.functions.slow(CREATE_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(stepsSeen()).containsExactly(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET);
  }

  @Test
  void oneThatDoesNotIsSeenWithItsEnd() {
    assertThat(stepsSeen()).containsExactly(SET_SECRET, SET_SECRET, SET_SECRET);
  }

  /// What whoever looks while each step is being done is told is being done.
  private List<Step> stepsSeen() {
    List<Step> seen = new ArrayList<>();
    for (Step step : WALK) {
      fixture.functions.before(
          step,
          () -> {
            if (fixture.state() instanceof State.Running running) {
              seen.add(running.step());
            }
          });
    }
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    return seen;
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void theHistoryIsTheSameWhicheverStepTookItsTime(Step slow) {
    fixture.functions.slow(slow);
    fixture.functions.before(TEST_SECRET, () -> fixture.clock.advance(Duration.ofMillis(7)));
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    assertThat(fixture.rotation().history())
        .extracting(StepRecord::step)
        .containsExactly(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(fixture.rotation().history()).allMatch(it -> it.result() == Result.SUCCEEDED);
    assertThat(fixture.rotation().denialWindow()).contains(Duration.ofMillis(7));
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void aQuickStepThatFailsIsOnTheRecordWithThoseBeforeIt(Step step) {
    fixture.functions.fail(step, FailureClass.UNREACHABLE);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    List<StepRecord> history = fixture.rotation().history();
    assertThat(history.getLast().step()).isEqualTo(step);
    assertThat(history.getLast().failure()).contains(FailureClass.UNREACHABLE);
    assertThat(history).hasSize(WALK.indexOf(step) + 1);
    fixture.runFor(Duration.ofMinutes(5));
    fixture.assertAtRest();
  }

  @Test
  void aDeathInAQuickStepLeavesTheIntentAndNobodyLockedOut() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.functions.before(FINISH_SECRET, () -> fixture.store.dieAt(1, false));
    try {
      fixture.engine.runDue();
    } catch (StoreUnavailable died) {
      assertThat(fixture.store.isDead()).isTrue();
    }
    fixture.store.revive();
    fixture.assertPromise();
    assertThat(fixture.state())
        .isInstanceOfSatisfying(
            State.Running.class, running -> assertThat(running.step()).isEqualTo(SET_SECRET));

    fixture.restart();
    fixture.clock.advance(EngineSettings.DEFAULT.lease());
    fixture.engine.runDue();

    fixture.assertAtRest();
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.rotation().history().get(1).result()).isEqualTo(Result.INTERRUPTED);
  }

  /// The store cannot be written in the moment when the step turns out to take its time.
  @Test
  void whatCannotBePutOnTheRecordLateComesWithTheEnd() {
    fixture.functions.slow(TEST_SECRET);
    fixture.functions.after(SET_SECRET, () -> fixture.store.dieAt(1, false));
    fixture.functions.before(TEST_SECRET, fixture.store::revive);
    fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    fixture.assertAtRest();
    assertThat(fixture.rotation().history()).hasSize(4);
  }

  @Test
  void aChangeThatLeavesTheStateKeepsWhatIsNoted() {
    fixture.functions.after(
        TEST_SECRET,
        () ->
            fixture.secrets.send(
                new DeleteSecret.Input("app", Optional.empty(), Optional.empty()),
                DeleteSecret.Output.class));
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofMinutes(1));
    assertThat(fixture.rotation().suspended()).isTrue();
    assertThat(fixture.functions.steps()).doesNotContain(FINISH_SECRET);
    assertThat(fixture.rotation().history()).allMatch(it -> it.result() == Result.SUCCEEDED);
    assertThat(fixture.rotation().history()).hasSize(3);

    fixture.secrets.send(new RestoreSecret.Input("app"), RestoreSecret.Output.class);
    fixture.runFor(Duration.ofMinutes(1));

    fixture.assertAtRest();
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
  }
}
