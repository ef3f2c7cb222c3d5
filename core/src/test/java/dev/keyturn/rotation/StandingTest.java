package dev.keyturn.rotation;

import static dev.keyturn.rotation.Standing.Condition.FAILED;
import static dev.keyturn.rotation.Standing.Condition.OVERDUE;
import static dev.keyturn.rotation.Standing.Condition.STUCK;
import static dev.keyturn.rotation.Standing.Condition.UNSETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.schedule.InvalidSchedule;
import dev.keyturn.schedule.Window;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T16:10:00Z");
  private static final Instant TOMORROW = Instant.parse("2026-11-22T16:10:00Z");
  private static final Window WINDOW =
      new Window(Instant.parse("2026-11-21T16:00:00Z"), Instant.parse("2026-11-21T18:00:00Z"));
  private static final Walk WALK = Walk.of("token", Kind.ROTATE, Optional.of(WINDOW));

  private final Timetable daily;

  StandingTest() throws InvalidSchedule {
    daily =
        Timetable.of(
            new RotationRules(
                Optional.empty(), Optional.of("cron(0 16 * * ? *)"), Optional.of("2h")),
            Optional.empty(),
            Optional.empty());
  }

  private static Rotation idle() {
    return Rotation.idle(
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf", Optional.of(WINDOW));
  }

  private Rotation at(Step step) {
    Rotation rotation = idle().begin(WALK, NOW).enter(NOW);
    while (((Running) rotation.state()).step() != step) {
      rotation = rotation.after(success(), daily);
    }
    return rotation;
  }

  private static Ended success() {
    return new Ended(Outcome.SUCCEEDED, NOW, NOW);
  }

  private static Ended failure(FailureClass failureClass) {
    return new Ended(new Failed(failureClass, "what was tried", "what to do"), NOW, NOW);
  }

  private Rotation abandoned(Rotation rotation, boolean builtIn) {
    return rotation.after(
        new LabelsChanged(NOW, builtIn, Optional.of("before"), Optional.of("other")), daily);
  }

  @Test
  void nothingIsWrongWithWhatWaitsForItsWindowOrIsOnItsWay() {
    assertThat(idle().standing(NOW).conditions()).isEmpty();
    assertThat(idle().standing(NOW).nextTry()).contains(idle().due().orElseThrow());
    assertThat(at(Step.CREATE_SECRET).standing(NOW).conditions()).isEmpty();
    assertThat(at(Step.CREATE_SECRET).standing(TOMORROW).conditions())
        .as("it began in its window")
        .isEmpty();
    assertThat(at(Step.FINISH_SECRET).after(success(), daily).standing(NOW).conditions()).isEmpty();
  }

  @Test
  void aFailedAttemptSaysWhyAndWhenTheNextFollows() {
    Rotation failed = at(Step.CREATE_SECRET).after(failure(FailureClass.BROKEN), daily);

    assertThat(failed.standing(NOW).conditions()).containsExactly(FAILED);
    assertThat(failed.standing(NOW).failure().orElseThrow().message()).isEqualTo("what was tried");
    assertThat(failed.standing(NOW).nextTry()).isEqualTo(failed.due());
    assertThat(failed.enter(NOW).standing(NOW).conditions())
        .as("while it is tried again")
        .containsExactly(FAILED);
  }

  @Test
  void somebodyElseBeingBusyIsNoFailure() {
    assertThat(
            at(Step.CREATE_SECRET)
                .after(failure(FailureClass.BUSY), daily)
                .standing(NOW)
                .conditions())
        .isEmpty();
  }

  @Test
  void aFailedAttemptThatWasAbandonedIsOverAndOne() {
    Rotation failed = at(Step.CREATE_SECRET).after(failure(FailureClass.BROKEN), daily);

    assertThat(abandoned(failed, true).standing(NOW).conditions()).isEmpty();
    assertThat(abandoned(failed, true).history().getLast().result())
        .isEqualTo(StepRecord.Result.INTERRUPTED);
  }

  @Test
  void aTestThatFailedStaysSaid() {
    Rotation test =
        idle()
            .begin(Walk.of("token", Kind.TEST, Optional.of(WINDOW)), NOW)
            .enter(NOW)
            .after(failure(FailureClass.REFUSED), daily);

    assertThat(test.standing(NOW).conditions()).containsExactly(FAILED);
  }

  @Test
  void whatMayHaveTouchedTheTargetIsUnsettledSinceThen() {
    assertThat(at(Step.SET_SECRET).standing(TOMORROW).unsettledSince()).contains(NOW);
    assertThat(abandoned(at(Step.SET_SECRET), true).standing(NOW).unsettledSince()).contains(NOW);
    assertThat(abandoned(at(Step.SET_SECRET), true).standing(NOW).conditions())
        .containsExactly(UNSETTLED);
  }

  @Test
  void whatWaitsForAnOperatorIsStuck() {
    assertThat(
            at(Step.SET_SECRET)
                .after(failure(FailureClass.ACCOUNT_LOCKED), daily)
                .standing(NOW)
                .conditions())
        .containsExactly(FAILED, UNSETTLED, STUCK);
    assertThat(
            abandoned(at(Step.SET_SECRET), true)
                .after(failure(FailureClass.ACCOUNT_LOCKED), daily)
                .standing(NOW)
                .conditions())
        .containsExactly(FAILED, UNSETTLED, STUCK);
    assertThat(abandoned(at(Step.SET_SECRET), false).standing(NOW).conditions())
        .as("only the user's own function knows the target")
        .containsExactly(UNSETTLED, STUCK);
  }

  @Test
  void whatKeepsFailingIsStuck() {
    Rotation rotation = idle().begin(WALK, NOW);
    for (int i = 0; i < Walk.STUCK_AFTER; i++) {
      assertThat(rotation.standing(NOW).stuck()).isFalse();
      rotation = rotation.enter(NOW).after(failure(FailureClass.BROKEN), daily);
    }
    assertThat(rotation.standing(NOW).conditions()).contains(STUCK);

    Rotation settling = abandoned(at(Step.SET_SECRET), true);
    for (int i = 0; i < Walk.STUCK_AFTER; i++) {
      assertThat(settling.standing(NOW).stuck()).isFalse();
      settling = settling.after(failure(FailureClass.REFUSED), daily);
    }
    assertThat(settling.standing(NOW).conditions()).contains(STUCK);
  }

  @Test
  void aStartThatCannotBeMadeIsStuck() {
    StepRecord why = StepRecord.of("", Step.CREATE_SECRET, 1, failure(FailureClass.MISCONFIGURED));

    assertThat(idle().refused(why).standing(NOW).conditions()).containsExactly(FAILED, STUCK);
    assertThat(idle().refused(why).standing(TOMORROW).conditions()).contains(OVERDUE);
  }

  @Test
  void aWindowThatPassedIsOverdueUntilTheRotationIsMade() {
    Rotation failed = at(Step.CREATE_SECRET).after(failure(FailureClass.BROKEN), daily);
    assertThat(failed.standing(WINDOW.end()).overdueSince()).contains(WINDOW.end());
    Rotation missed = failed.missed(TOMORROW, daily);
    assertThat(missed.standing(TOMORROW).overdueSince()).contains(WINDOW.end());

    Rotation again = missed.enter(TOMORROW);
    assertThat(again.standing(TOMORROW).conditions()).contains(OVERDUE);
    while (again.inFlight()) {
      again = again.after(new Ended(Outcome.SUCCEEDED, TOMORROW, TOMORROW), daily);
    }
    assertThat(again.standing(TOMORROW).conditions()).isEmpty();
  }

  @Test
  void aWindowThatWasSleptThroughIsOverdue() {
    assertThat(idle().standing(TOMORROW).conditions()).containsExactly(OVERDUE);
    assertThat(idle().scheduled(daily.upcoming(TOMORROW)).standing(TOMORROW).conditions())
        .containsExactly(OVERDUE);
  }

  @Test
  void nothingIsExpectedOfWhatIsTurnedOffOrToBeDeleted() {
    assertThat(idle().after(new Cancellation(NOW, true)).standing(TOMORROW).conditions()).isEmpty();
    assertThat(
            idle()
                .begin(WALK, NOW)
                .after(new Cancellation(NOW, true))
                .standing(TOMORROW)
                .conditions())
        .isEmpty();
    assertThat(idle().suspend().standing(TOMORROW).conditions()).isEmpty();
    assertThat(idle().suspend().resume(TOMORROW, daily).standing(TOMORROW).conditions()).isEmpty();
  }
}
