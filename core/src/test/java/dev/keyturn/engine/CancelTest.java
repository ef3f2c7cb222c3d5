package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.Step;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CancelTest {
  private final RotationFixture fixture = new RotationFixture();

  private boolean enabled() {
    return fixture.secrets.describe("app").rotationEnabled().orElseThrow();
  }

  @Test
  void beforeTheTargetIsTouchedTheRotationStopsAndLabelsStay() {
    fixture.functions.before(Step.CREATE_SECRET, fixture::cancel);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.runFor(Duration.ofDays(1));

    assertThat(fixture.functions.steps()).containsExactly(Step.CREATE_SECRET);
    assertThat(enabled()).isFalse();
    assertThat(fixture.carrier("AWSPENDING")).contains(token);
    assertThat(fixture.state()).isInstanceOf(State.Cancelled.class);
    assertThat(fixture.currentOpens()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"SET_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void onceTheTargetMayBeTouchedABuiltInFunctionIsLedToItsEnd(Step step) {
    fixture.functions.before(step, fixture::cancel);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER, RotationFixture.days(1), true);

    fixture.runFor(Duration.ofDays(3));

    assertThat(enabled()).isFalse();
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
    assertThat(fixture.functions.steps()).hasSize(4);
    assertThat(fixture.rotation().due()).isEmpty();
  }

  @Test
  void aUsersOwnFunctionIsNotCalledAgain() {
    fixture.functions.before(Step.SET_SECRET, fixture::cancel);
    String token = fixture.rotate(FakeFunctions.FOREIGN);

    fixture.runFor(Duration.ofDays(1));

    assertThat(fixture.functions.steps()).containsExactly(Step.CREATE_SECRET, Step.SET_SECRET);
    assertThat(fixture.carrier("AWSPENDING")).contains(token);
    assertThat(fixture.state()).isInstanceOf(State.TargetUnknown.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE_SECRET", "SET_SECRET"})
  void rotateSecretGoesOnWithWhatWasLeft(Step step) {
    fixture.functions.before(step, fixture::cancel);
    String token = fixture.rotate(FakeFunctions.FOREIGN);
    fixture.engine.runDue();

    assertThatThrownBy(() -> fixture.rotate(FakeFunctions.FOREIGN))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("A previous rotation isn't complete. That rotation will be reattempted.");
    fixture.engine.runDue();

    assertThat(enabled()).isTrue();
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  @Test
  void aTestThatIsCancelledTakesItsLabelAway() {
    fixture.functions.before(Step.TEST_SECRET, fixture::cancel);
    fixture.rotate(FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, false);

    fixture.runFor(Duration.ofDays(1));

    fixture.assertAtRest();
    assertThat(fixture.stages()).isEqualTo(java.util.Map.of(fixture.first, List.of("AWSCURRENT")));
  }

  @Test
  void nothingStartsByItselfAfterwards() {
    fixture.rotate(FakeFunctions.SINGLE_USER, RotationFixture.days(1), true);
    fixture.engine.runDue();
    fixture.cancel();
    fixture.functions.forget();

    fixture.runFor(Duration.ofDays(5));

    assertThat(fixture.functions.steps()).isEmpty();
    assertThat(fixture.secrets.describe("app").nextRotationDate()).isEqualTo(Optional.empty());
  }

  @Test
  void itNeedsARotation() {
    assertThatThrownBy(fixture::cancel).isInstanceOf(InvalidRequest.class);
  }
}
