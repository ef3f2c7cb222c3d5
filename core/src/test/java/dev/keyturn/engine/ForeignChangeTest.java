package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.State;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ForeignChangeTest {
  private final RotationFixture fixture = new RotationFixture();

  /// What somebody else does in the middle of a rotation.
  enum Change {
    PUT {
      @Override
      void make(RotationFixture fixture, String token) {
        fixture.secrets.put("app", "by hand", SecretsFixture.token());
      }
    },
    TAKE_PENDING_AWAY {
      @Override
      void make(RotationFixture fixture, String token) {
        fixture.moveLabel("AWSPENDING", Optional.of(token), Optional.empty());
      }
    },
    ADD_A_VERSION {
      @Override
      void make(RotationFixture fixture, String token) {
        fixture.secrets.put("app", "labelled by hand", SecretsFixture.token(), "MINE");
      }
    };

    abstract void make(RotationFixture fixture, String token);
  }

  /// @param before whether the change comes before the step's work, or between that and its end
  record Moment(Change change, Step step, boolean before) {
    /// AWSCURRENT has moved already, and stays: see the test below.
    boolean isTooLate() {
      return change != Change.PUT && step == Step.FINISH_SECRET && !before;
    }
  }

  static Stream<Moment> everyChangeAtEveryStep() {
    return Stream.of(Change.values())
        .flatMap(change ->
            Stream.of(Step.CREATE_SECRET, Step.SET_SECRET, Step.TEST_SECRET, Step.FINISH_SECRET)
                .flatMap(step ->
                    Stream.of(new Moment(change, step, true), new Moment(change, step, false))))
        .filter(moment -> !moment.isTooLate());
  }

  @ParameterizedTest
  @MethodSource("everyChangeAtEveryStep")
  void abandonsTheRotationAndSettlesTheTarget(Moment moment) {
    Change change = moment.change();
    Step step = moment.step();
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    Runnable interruption =
        () -> {
          change.make(fixture, token);
          assertThat(fixture.carrier("AWSPENDING")).isNotEqualTo(Optional.of(token));
        };
    if (moment.before()) {
      fixture.functions.before(step, interruption);
    } else {
      fixture.functions.after(step, interruption);
    }
    boolean unsettled = step != Step.CREATE_SECRET;

    fixture.runFor(Duration.ofHours(1));

    if (unsettled || change != Change.PUT) {
      fixture.assertAtRest();
    }
    assertThat(fixture.carrier("AWSPENDING")).isEmpty();
    assertThat(fixture.functions.steps().contains(Step.SETTLE_SECRET)).isEqualTo(unsettled);
    assertThat(fixture.events()).containsOnlyOnce("RotationAbandoned");
    assertThat(fixture.events()).doesNotContain("RotationSucceeded");
  }

  @ParameterizedTest
  @EnumSource(names = {"TAKE_PENDING_AWAY", "ADD_A_VERSION"})
  void onceAwscurrentHasMovedOnlyAnotherMoveOfItAbandonsTheRotation(Change change) {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.functions.after(Step.FINISH_SECRET, () -> change.make(fixture, token));

    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.events()).containsExactly("RotationStarted", "RotationSucceeded");
    fixture.assertAtRest();
  }

  @Test
  void aPromotionByHandIsSettledToo() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.functions.before(
        Step.SET_SECRET,
        () -> fixture.moveLabel("AWSCURRENT", Optional.of(fixture.first), Optional.of(token)));

    fixture.runFor(Duration.ofHours(1));

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  @Test
  void theAbandonedVersionIsKeptUntilTheTargetAgrees() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.functions.before(Step.TEST_SECRET, () -> Change.PUT.make(fixture, token));
    fixture.functions.before(Step.SETTLE_SECRET, () -> fixture.target.down(true));
    fixture.engine.runDue();

    assertThat(fixture.state()).isInstanceOf(State.Settling.class);
    assertThat(fixture.rotation().keptVersions()).contains(token, fixture.first);
    fixture.assertPromise();

    fixture.target.down(false);
    fixture.runFor(Duration.ofHours(1));
    fixture.assertAtRest();
    assertThat(fixture.target.holds("by hand")).isTrue();
    assertThat(fixture.events()).containsSequence("RotationAbandoned", "RotationFailed");
    assertThat(fixture.events()).endsWith("RotationSettled");
  }

  @Test
  void anotherChangeWhileSettlingIsSettledToo() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.functions.before(Step.TEST_SECRET, () -> Change.PUT.make(fixture, token));
    fixture.functions.after(
        Step.SETTLE_SECRET,
        () -> fixture.secrets.put("app", "again by hand", SecretsFixture.token()));

    fixture.runFor(Duration.ofHours(1));

    fixture.assertAtRest();
    assertThat(fixture.target.holds("again by hand")).isTrue();
  }

  @Test
  void theFunctionOfAnAbandonedRotationCannotMoveLabelsAnyMore() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.functions.before(Step.FINISH_SECRET, () -> Change.PUT.make(fixture, token));

    fixture.runFor(Duration.ofHours(1));

    assertThat(fixture.secrets.read("app")).isEqualTo("by hand");
    assertThat(fixture.carrier("AWSCURRENT")).isNotEqualTo(Optional.of(token));
  }

  @Test
  void aUsersOwnFunctionLeavesTheTargetUnknownAndRaisesAnAlarm() {
    String token = fixture.rotate(FakeFunctions.FOREIGN);
    fixture.functions.before(Step.TEST_SECRET, () -> Change.PUT.make(fixture, token));

    fixture.runFor(Duration.ofHours(1));

    assertThat(fixture.state()).isInstanceOf(State.TargetUnknown.class);
    assertThat(fixture.functions.steps()).doesNotContain(Step.SETTLE_SECRET);
    assertThat(fixture.alarms).singleElement().asString().contains(fixture.arn);
    assertThat(fixture.events()).containsOnlyOnce("RotationAbandoned");
  }

  @Test
  void aChangeByHandCountsAsARotationWhereDaysAreCounted() {
    fixture.rotate(FakeFunctions.SINGLE_USER, RotationFixture.days(30), true);
    fixture.engine.runDue();
    var before = fixture.secrets.describe("app").nextRotationDate().orElseThrow();
    fixture.clock.advance(Duration.ofDays(10));

    fixture.secrets.put("app", "by hand", SecretsFixture.token());

    assertThat(fixture.secrets.describe("app").nextRotationDate())
        .contains(before.plus(Duration.ofDays(10)));
  }

  @Test
  void aLabelOfOnesOwnOnAnOldVersionIsNobodysBusiness() {
    fixture.functions.before(
        Step.TEST_SECRET,
        () -> fixture.moveLabel("MINE", Optional.empty(), Optional.of(fixture.first)));
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.events()).isEqualTo(List.of("RotationStarted", "RotationSucceeded"));
  }

  @Test
  void settlingRetriesAndHoldsBackNewRotations() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.functions.before(Step.TEST_SECRET, () -> Change.PUT.make(fixture, token));
    for (int i = 0; i < 3; i++) {
      fixture.functions.fail(Step.SETTLE_SECRET, FailureClass.UNREACHABLE);
    }
    fixture.engine.runDue();

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> fixture.rotate(FakeFunctions.SINGLE_USER))
        .hasMessage("A previous rotation isn't complete. That rotation will be reattempted.");

    fixture.runFor(Duration.ofHours(1));
    fixture.assertAtRest();
  }
}
