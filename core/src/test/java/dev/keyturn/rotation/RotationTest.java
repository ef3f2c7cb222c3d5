package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.State.Waiting;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.schedule.InvalidSchedule;
import dev.keyturn.schedule.Window;
import dev.keyturn.store.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RotationTest {
  private static final Instant NOW = Instant.parse("2026-11-21T16:10:00Z");
  private static final Instant LATER = NOW.plusSeconds(7);
  private static final String ARN =
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf";
  private static final Window WINDOW =
      new Window(Instant.parse("2026-11-21T16:00:00Z"), Instant.parse("2026-11-21T18:00:00Z"));
  private static final Timetable DAILY = daily();
  private static final Walk WALK = Walk.of("token", Kind.ROTATE, Optional.of(WINDOW));

  private static Timetable daily() {
    try {
      return Timetable.of(
          new RotationRules(Optional.empty(), Optional.of("cron(0 16 * * ? *)"), Optional.of("2h")),
          Optional.empty(),
          Optional.empty());
    } catch (InvalidSchedule invalid) {
      throw new IllegalStateException(invalid);
    }
  }

  private static Rotation idle() {
    return Rotation.idle(ARN, Optional.of(WINDOW));
  }

  private static Rotation waiting() {
    return idle().begin(WALK, NOW);
  }

  private static Rotation at(Step step) {
    Rotation rotation = waiting().enter(NOW);
    while (((Running) rotation.state()).step() != step) {
      rotation = rotation.after(success(NOW), DAILY);
    }
    return rotation;
  }

  private static Rotation settling() {
    return at(Step.TEST_SECRET).after(changed("before", "other", true), DAILY).announced();
  }

  private static Rotation unknown() {
    return at(Step.TEST_SECRET).after(changed("before", "other", false), DAILY).announced();
  }

  private static Rotation cancelled() {
    return waiting().after(new Cancellation(NOW, true));
  }

  private static Ended success(Instant at) {
    return new Ended(Outcome.SUCCEEDED, at, at);
  }

  private static Ended failure(FailureClass failureClass, Instant at) {
    return new Ended(new Failed(failureClass, "what was tried", "what to do"), at, at);
  }

  private static LabelsChanged changed(String before, String now, boolean builtIn) {
    return new LabelsChanged(LATER, builtIn, Optional.of(before), Optional.of(now));
  }

  static Stream<Rotation> everyState() {
    return Stream.of(
        idle(),
        waiting(),
        at(Step.CREATE_SECRET),
        at(Step.SET_SECRET),
        at(Step.TEST_SECRET),
        at(Step.FINISH_SECRET),
        at(Step.SET_SECRET).after(failure(FailureClass.ACCOUNT_LOCKED, NOW), DAILY),
        cancelled(),
        settling(),
        unknown(),
        at(Step.TEST_SECRET).after(changed("before", "other", true), DAILY),
        idle().suspend(),
        at(Step.FINISH_SECRET).after(success(LATER), DAILY).withDenialWindow(WALK, LATER));
  }

  @ParameterizedTest
  @MethodSource("everyState")
  void survivesItsDocument(Rotation rotation) {
    assertThat(Json.read(Json.write(rotation), Rotation.class)).isEqualTo(rotation);
  }

  @Test
  void anIdleRotationIsDueAtItsPlaceInTheWindow() {
    assertThat(idle().due()).contains(WINDOW.startFor(ARN));
    assertThat(Rotation.idle(ARN, Optional.empty()).due()).isEmpty();
  }

  @Test
  void aWalkGoesThroughAllStepsInOrder() {
    Rotation created = waiting().enter(NOW);
    assertThat(created.state()).isEqualTo(new Running(WALK.begun(NOW), Step.CREATE_SECRET, NOW));

    Rotation set = created.after(success(LATER), DAILY);
    assertThat(set.state())
        .isInstanceOfSatisfying(
            Running.class,
            it -> {
              assertThat(it.step()).isEqualTo(Step.SET_SECRET);
              assertThat(it.walk().unsettledSince()).contains(LATER);
              assertThat(it.walk().taken()).isEmpty();
            });
    Rotation test = set.after(success(LATER.plusSeconds(1)), DAILY);
    assertThat(test.walk().orElseThrow().taken()).contains(LATER.plusSeconds(1));
    Rotation finish = test.after(success(LATER.plusSeconds(2)), DAILY);
    Rotation ended = finish.after(success(LATER.plusSeconds(3)), DAILY);

    assertThat(ended.state()).isInstanceOf(Idle.class);
    assertThat(ended.next().orElseThrow().start()).isEqualTo("2026-11-22T16:00:00Z");
    assertThat(ended.history())
        .extracting(StepRecord::step)
        .containsExactly(Step.CREATE_SECRET, Step.SET_SECRET, Step.TEST_SECRET, Step.FINISH_SECRET);
  }

  @Test
  void aTestHasOneStepAndEndsWhateverItSays() {
    Rotation test =
        Rotation.idle(ARN, Optional.empty())
            .begin(Walk.of("token", Kind.TEST, Optional.of(WINDOW)), NOW)
            .enter(NOW);
    assertThat(test.state())
        .isInstanceOfSatisfying(
            Running.class, it -> assertThat(it.step()).isEqualTo(Step.TEST_SECRET));
    assertThat(test.after(success(LATER), DAILY).state()).isEqualTo(new Idle(Optional.of(WINDOW)));
    assertThat(test.after(failure(FailureClass.REFUSED, LATER), DAILY).state())
        .isEqualTo(new Idle(Optional.of(WINDOW)));
  }

  @Test
  void aFailureLeadsToTheNextAttemptWithTheSameToken() {
    Rotation failed = at(Step.SET_SECRET).after(failure(FailureClass.UNREACHABLE, LATER), DAILY);

    assertThat(failed.state())
        .isInstanceOfSatisfying(
            Waiting.class,
            it -> {
              assertThat(it.walk().token()).isEqualTo("token");
              assertThat(it.walk().attempt()).isEqualTo(2);
              assertThat(it.walk().failures()).isEqualTo(1);
              assertThat(it.until().orElseThrow())
                  .isBetween(LATER.plusMillis(800), LATER.plusMillis(1200));
            });
    assertThat(failed.history().getLast().message()).isEqualTo("what was tried");
    assertThat(failed.history().getLast().remedy()).isEqualTo("what to do");
  }

  @Test
  void failuresAreCountedAnewOnceTheTargetMayBeTouched() {
    Rotation waiting = waiting();
    for (int i = 0; i < 4; i++) {
      waiting = waiting.enter(NOW).after(failure(FailureClass.BROKEN, NOW), DAILY);
    }
    assertThat(waiting.walk().orElseThrow().failures()).isEqualTo(4);

    Rotation set = waiting.enter(NOW).after(success(NOW), DAILY);

    assertThat(set.walk().orElseThrow().failures()).isZero();
    assertThat(set.walk().orElseThrow().attempt()).isEqualTo(5);
  }

  @Test
  void aTryThatDoesNotFitTheWindowWaitsForTheNext() {
    Instant late = WINDOW.end().minusSeconds(10);
    Rotation failed = at(Step.CREATE_SECRET).after(failure(FailureClass.BROKEN, late), DAILY);

    assertThat(failed.walk().orElseThrow().window().orElseThrow().start())
        .isEqualTo("2026-11-22T16:00:00Z");
    assertThat(failed.due())
        .contains(failed.walk().orElseThrow().window().orElseThrow().startFor(ARN));
  }

  @Test
  void withoutAWindowTheTriesGoOn() {
    Rotation asked =
        Rotation.idle(ARN, Optional.empty())
            .begin(Walk.of("token", Kind.ROTATE, Optional.empty()), NOW)
            .enter(NOW);

    assertThat(asked.after(failure(FailureClass.BROKEN, LATER), Timetable.none()).due())
        .isPresent();
  }

  @Test
  void fiveFailuresInARowAreStuckButBusyDoesNotCount() {
    Rotation rotation = waiting();
    for (int i = 0; i < 10; i++) {
      rotation = rotation.enter(NOW).after(failure(FailureClass.BUSY, NOW), DAILY);
    }
    assertThat(rotation.walk().orElseThrow().stuck()).isFalse();
    for (int i = 0; i < 5; i++) {
      rotation = rotation.enter(NOW).after(failure(FailureClass.BROKEN, NOW), DAILY);
    }
    assertThat(rotation.walk().orElseThrow().stuck()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE_SECRET", "SET_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void aCrashBeginsTheSameAttemptAgain(Step step) {
    Rotation again = at(step).enter(LATER);

    assertThat(again.state())
        .isInstanceOfSatisfying(
            Running.class,
            it -> {
              assertThat(it.step()).isEqualTo(Step.CREATE_SECRET);
              assertThat(it.walk().attempt()).isEqualTo(1);
              assertThat(it.walk().unsettled()).isEqualTo(step != Step.CREATE_SECRET);
            });
    assertThat(again.history().getLast().result()).isEqualTo(StepRecord.Result.INTERRUPTED);
  }

  @Test
  void aForeignChangeBeforeTheTargetIsTouchedOnlyAbandons() {
    Rotation abandoned = at(Step.CREATE_SECRET).after(changed("before", "before", true), DAILY);

    assertThat(abandoned.state()).isInstanceOf(Idle.class);
    assertThat(abandoned.next().orElseThrow().start()).isEqualTo("2026-11-22T16:00:00Z");
    assertThat(abandoned.abandonments()).hasSize(1);
    assertThat(abandoned.due()).as("it is to be announced").contains(LATER);
    assertThat(abandoned.announced().due()).isNotEqualTo(Optional.of(LATER));
  }

  @Test
  void anAbandonedTestLeavesTheFirstRotationInItsWindow() {
    Rotation test = idle().begin(Walk.of("token", Kind.TEST, Optional.of(WINDOW)), NOW);

    Rotation abandoned = test.after(changed("before", "before", true), DAILY);

    assertThat(abandoned.next()).contains(WINDOW);
  }

  @Test
  void aTryWhoseWindowIsOverMovesToTheNextAndAnOperatorsDoesNot() {
    Instant evening = Instant.parse("2026-11-21T20:00:00Z");

    assertThat(waiting().isMissed(evening)).isTrue();
    assertThat(waiting().isMissed(NOW)).isFalse();
    assertThat(at(Step.SET_SECRET).isMissed(evening)).isFalse();
    assertThat(waiting().rearmed(evening).isMissed(evening)).isFalse();
    assertThat(waiting().missed(evening, DAILY).due().orElseThrow())
        .isAfter("2026-11-22T16:00:00Z");
  }

  @Test
  void anAttemptAfterACrashIsDueWhateverTheClockSays() {
    assertThat(at(Step.SET_SECRET).due().orElseThrow()).isBefore(NOW.minusSeconds(1_000_000));
  }

  @Test
  void aForeignChangeAfterwardsIsSettled() {
    assertThat(settling().state())
        .isEqualTo(
            new Settling(
                "token", Optional.empty(), List.of("token", "before"), NOW, 1, Optional.of(LATER)));
    assertThat(settling().keptVersions()).containsExactly("token", "before");
    assertThat(unknown().state()).isInstanceOf(TargetUnknown.class);
    assertThat(unknown().next()).isPresent();
  }

  @Test
  void settlingIsTriedUntilTheTargetAgrees() {
    Rotation first = settling();

    Rotation second = first.after(failure(FailureClass.REFUSED, LATER), DAILY);
    assertThat(((Settling) second.state()).attempt()).isEqualTo(2);
    assertThat(second.due().orElseThrow()).isAfter(LATER);

    Rotation third = second.after(failure(FailureClass.UNREACHABLE, LATER), DAILY);
    assertThat(third.after(success(LATER), DAILY).state()).isInstanceOf(Idle.class);
  }

  @Test
  void settlingWaitsForAnOperatorWhenTheAccountIsLocked() {
    Rotation locked = settling().after(failure(FailureClass.ACCOUNT_LOCKED, LATER), DAILY);

    assertThat(locked.due()).isEmpty();
    assertThat(locked.rearmed(LATER).due()).contains(LATER);
  }

  @Test
  void anotherMoveOfAwscurrentAddsACandidate() {
    Rotation again = settling().after(changed("other", "third", true), DAILY);

    assertThat(again.keptVersions()).containsExactly("token", "before", "other");
    assertThat(settling().after(changed("other", "before", true), DAILY).keptVersions())
        .containsExactly("token", "other");
  }

  @Test
  void aVersionThatIsCurrentAlreadyIsNotAbandoned() {
    Rotation finish = at(Step.FINISH_SECRET);

    assertThat(finish.after(changed("token", "token", true), DAILY)).isEqualTo(finish);
    assertThat(finish.after(changed("token", "other", true), DAILY).state())
        .isInstanceOf(Settling.class);
  }

  @Test
  void aChangeByHandMovesOnlyCountedDays() throws InvalidSchedule {
    Timetable thirtyDays =
        Timetable.of(
            new RotationRules(Optional.of(30), Optional.empty(), Optional.empty()),
            Optional.empty(),
            Optional.of(LATER));

    assertThat(idle().after(changed("a", "b", true), DAILY)).isEqualTo(idle());
    assertThat(idle().after(changed("a", "b", true), thirtyDays).next().orElseThrow().start())
        .isEqualTo("2026-12-21T00:00:00Z");
    assertThat(idle().after(changed("a", "a", true), thirtyDays)).isEqualTo(idle());
  }

  @Test
  void cancellingStopsWhatHasNotTouchedTheTarget() {
    assertThat(cancelled().state()).isEqualTo(new Cancelled(WALK));
    assertThat(cancelled().due()).isEmpty();
    assertThat(at(Step.CREATE_SECRET).after(new Cancellation(LATER, false)).state())
        .isInstanceOf(Cancelled.class);
    assertThat(idle().after(new Cancellation(LATER, true)).state())
        .isEqualTo(new Idle(Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource(names = {"SET_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void cancellingLeadsABuiltInFunctionToItsEndAndLeavesAUsersOwn(Step step) {
    assertThat(at(step).after(new Cancellation(LATER, true))).isEqualTo(at(step));
    assertThat(at(step).after(new Cancellation(LATER, false)).state())
        .isInstanceOf(TargetUnknown.class);
    assertThat(at(step).after(new Cancellation(LATER, false)).due()).isEmpty();
  }

  @Test
  void reArmingGoesOnAtOnceWithTheSameWalk() {
    Rotation failed = at(Step.SET_SECRET).after(failure(FailureClass.ACCOUNT_LOCKED, NOW), DAILY);
    assertThat(failed.due()).isEmpty();
    assertThat(failed.rearmed(LATER).due()).contains(LATER);
    assertThat(cancelled().rearmed(LATER).walk().orElseThrow().token()).isEqualTo("token");
    assertThat(cancelled().rearmed(LATER).walk().orElseThrow().window()).isEmpty();
    assertThat(unknown().rearmed(LATER).walk().orElseThrow().unsettled()).isTrue();
    assertThat(at(Step.TEST_SECRET).rearmed(LATER)).isEqualTo(at(Step.TEST_SECRET));
  }

  @Test
  void nothingIsDueWhileSuspended() {
    assertThat(waiting().suspend().due()).isEmpty();
    assertThat(waiting().suspend().resume(LATER, DAILY).due()).contains(NOW);
    assertThat(idle().suspend().resume(LATER, DAILY).next()).contains(WINDOW);
    assertThat(
            idle()
                .suspend()
                .resume(WINDOW.end().plusSeconds(1), DAILY)
                .next()
                .orElseThrow()
                .start())
        .isEqualTo("2026-11-22T16:00:00Z");
  }

  @Test
  void theDenialWindowIsNeverNegative() {
    Walk taken = WALK.setBegins(NOW).setReturned(LATER);

    assertThat(idle().withDenialWindow(taken, NOW).denialWindow()).contains(Duration.ZERO);
    assertThat(idle().withDenialWindow(taken, LATER.plusMillis(12)).denialWindow())
        .contains(Duration.ofMillis(12));
    assertThat(idle().withDenialWindow(WALK, LATER).denialWindow()).isEmpty();
  }

  @Test
  void transitionsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> waiting().begin(WALK, NOW)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> idle().enter(NOW)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> idle().after(success(NOW), DAILY))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> idle().rearmed(NOW)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> idle().postponed(NOW)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> idle().paused(WALK, NOW)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> settling().begin(WALK, NOW)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void rememberedTokensAreKnown() {
    assertThat(at(Step.SET_SECRET).knows("token")).isTrue();
    assertThat(at(Step.FINISH_SECRET).after(success(NOW), DAILY).knows("token")).isTrue();
    assertThat(at(Step.SET_SECRET).knows("another")).isFalse();
  }
}
