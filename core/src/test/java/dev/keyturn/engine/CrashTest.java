package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The server dies at every commit there is, before it is written and after: the promise holds
/// while it is down, and after the restart the rotation ends unaided.
class CrashTest {
  /// More than any of these walks commits.
  private static final int MOST_COMMITS = 60;

  private static final Duration LONG = Duration.ofHours(3);

  /// What is under way when the server dies.
  enum Scenario {
    ROTATION,
    SLOW_ROTATION,
    FOREIGN_FUNCTION,
    SCHEDULED_ROTATION,
    TEST,
    FAILED_ATTEMPT,
    ABANDONED_BEFORE_TEST,
    ABANDONED_AFTER_FINISH,
    CANCELLED_WHEN_UNSETTLED,
    REJECTED_PASSWORD,
    GIVEN_UP_BY_AN_OPERATOR,
    RESTORED_TO_AWSPREVIOUS
  }

  private static void begin(Scenario scenario, RotationFixture fixture) {
    FakeFunctions functions = fixture.functions;
    switch (scenario) {
      case ROTATION -> fixture.rotate(FakeFunctions.SINGLE_USER);
      case SLOW_ROTATION -> {
        functions.slow(Step.CREATE_SECRET, Step.TEST_SECRET, Step.FINISH_SECRET);
        fixture.rotate(FakeFunctions.SINGLE_USER);
      }
      case FOREIGN_FUNCTION -> fixture.rotate(FakeFunctions.FOREIGN);
      case SCHEDULED_ROTATION -> {
        fixture.rotate(
            FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 9 * * ? *)", "1h"), false);
        fixture.runFor(Duration.ofMinutes(1));
      }
      case TEST -> fixture.rotate(FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, false);
      case FAILED_ATTEMPT -> {
        functions.fail(Step.TEST_SECRET, FailureClass.UNREACHABLE);
        fixture.rotate(FakeFunctions.SINGLE_USER);
      }
      case ABANDONED_BEFORE_TEST -> {
        functions.before(Step.TEST_SECRET, () -> put(fixture));
        fixture.rotate(FakeFunctions.SINGLE_USER);
      }
      case ABANDONED_AFTER_FINISH -> {
        functions.after(Step.FINISH_SECRET, () -> put(fixture));
        fixture.rotate(FakeFunctions.SINGLE_USER);
      }
      case CANCELLED_WHEN_UNSETTLED -> {
        functions.after(Step.SET_SECRET, fixture::cancel);
        fixture.rotate(FakeFunctions.SINGLE_USER);
      }
      case REJECTED_PASSWORD -> {
        fixture.target.reject(2);
        fixture.rotate(FakeFunctions.SINGLE_USER);
      }
      case GIVEN_UP_BY_AN_OPERATOR -> {
        functions.fail(Step.TEST_SECRET, FailureClass.NOT_ALLOWED);
        fixture.rotate(FakeFunctions.SINGLE_USER);
        fixture.engine.runDue();
        new Operator(fixture).abandon();
      }
      case RESTORED_TO_AWSPREVIOUS -> {
        fixture.rotate(FakeFunctions.SINGLE_USER);
        fixture.engine.runDue();
        new Operator(fixture).restore("AWSPREVIOUS");
      }
    }
  }

  private static void put(RotationFixture fixture) {
    try {
      fixture.secrets.put("app", "by hand", SecretsFixture.token());
    } catch (StoreUnavailable died) {
      assertThat(fixture.store.isDead()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void endsUnaidedAfterACrashAtAnyCommit(Scenario scenario) {
    int crashes = 0;
    for (int commit = 1; commit <= MOST_COMMITS; commit++) {
      boolean before = crashAt(scenario, commit, false);
      boolean after = crashAt(scenario, commit, true);
      crashes += (before ? 1 : 0) + (after ? 1 : 0);
      if (!before && !after) {
        break;
      }
    }
    assertThat(crashes).as("crash points of %s", scenario).isGreaterThanOrEqualTo(2);
  }

  /// Whether the walk was long enough to die at this commit.
  private static boolean crashAt(Scenario scenario, int commit, boolean afterWriting) {
    RotationFixture fixture = new RotationFixture();
    begin(scenario, fixture);
    fixture.store.dieAt(commit, afterWriting);
    runUntilDeath(fixture);
    boolean died = fixture.store.isDead();
    fixture.store.revive();
    fixture.assertPromise();

    fixture.restart();
    fixture.clock.advance(EngineSettings.DEFAULT.lease());
    fixture.runFor(LONG);

    fixture.assertAtRest();
    return died;
  }

  private static void runUntilDeath(RotationFixture fixture) {
    try {
      fixture.runFor(LONG);
    } catch (StoreUnavailable died) {
      assertThat(fixture.store.isDead()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SET_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void recoveryWalksFromTheFirstStepWithTheSameTokenAndIsNoAttempt(Step step) {
    RotationFixture fixture = new RotationFixture();
    fixture.functions.before(step, () -> fixture.store.dieAt(1, false));
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    runUntilDeath(fixture);
    fixture.store.revive();
    fixture.restart();
    fixture.functions.forget();
    fixture.clock.advance(EngineSettings.DEFAULT.lease());

    fixture.engine.runDue();

    assertThat(fixture.functions.steps()).first().isEqualTo(Step.CREATE_SECRET);
    assertThat(fixture.functions.calls()).allMatch(call -> call.token().equals(token));
    assertThat(fixture.rotation().history()).allMatch(record -> record.attempt() == 1);
    assertThat(fixture.carrier("AWSCURRENT")).isEqualTo(Optional.of(token));
    fixture.assertAtRest();
  }
}
