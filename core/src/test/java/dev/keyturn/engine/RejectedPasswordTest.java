package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.secret.RotateSecret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A password that the target's policy does not take.
class RejectedPasswordTest {
  private final RotationFixture fixture = new RotationFixture();
  private final Operator operator = new Operator(fixture);

  private List<String> tokens() {
    return fixture.functions.calls().stream().map(RotationEvent::token).distinct().toList();
  }

  @Test
  void getsAnotherVersionAndTheRecordKeepsTheFirst() {
    fixture.target.reject(1);
    String rejected = fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(tokens().getLast());
    assertThat(tokens()).hasSize(2).startsWith(rejected);
    assertThat(fixture.rotation().history())
        .filteredOn(step -> step.result() == StepRecord.Result.FAILED)
        .singleElement()
        .satisfies(step -> {
          assertThat(step.token()).isEqualTo(rejected);
          assertThat(step.failure()).contains(FailureClass.REJECTED_PASSWORD);
        });
    assertThat(fixture.events()).containsSubsequence("RotationFailed", "RotationSucceeded");
    fixture.assertAtRest();
  }

  @Test
  void theLabelMovesInTheCommitThatRecordsIt() {
    fixture.target.reject(1);
    String rejected = fixture.rotate(FakeFunctions.SINGLE_USER);
    StringBuilder seen = new StringBuilder();
    fixture.store.afterEachCommit(() -> {
      Optional<String> token = fixture.rotation().token();
      if (token.isPresent() && !token.get().equals(rejected) && seen.isEmpty()) {
        seen.append(fixture.carrier("AWSPENDING").orElseThrow());
        assertThat(fixture.rotation().keptVersions()).contains(rejected);
        assertThat(fixture.rotation().unsettledSince()).isEmpty();
      }
    });

    fixture.engine.runDue();

    assertThat(seen.toString()).isEqualTo(tokens().getLast());
  }

  @Test
  void theNewPasswordIsNotProbedBecauseItWasNeverSet() {
    fixture.target.reject(2);
    fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    assertThat(fixture.functions.calls())
        .filteredOn(call -> call.step() == Step.SET_SECRET)
        .hasSize(3)
        .noneMatch(call -> call.journal().setMayHaveBegun());
    assertThat(fixture.target.refused()).isEmpty();
  }

  @Test
  void afterThreeNewVersionsAnOperatorHasToLook() {
    fixture.target.reject(5);
    fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.runFor(Duration.ofDays(2));

    assertThat(tokens()).hasSize(4);
    assertThat(fixture.rotation().due()).isEmpty();
    assertThat(fixture.currentOpens()).isTrue();
    assertThat(operator.describe().conditions()).containsExactly("FAILED", "STUCK");
    assertThat(fixture.alarms).singleElement().asString().contains("its policy rejects it");

    operator.retry();
    fixture.engine.runDue();

    assertThat(tokens()).as("one more after the one that was tried again").hasSize(5);
    assertThat(fixture.carrier("AWSCURRENT")).contains(tokens().getLast());
    fixture.assertAtRest();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNREACHABLE", "BROKEN", "TIMEOUT", "REFUSED", "NOT_ALLOWED"})
  void anyOtherFailureKeepsTheVersionBecauseTheTargetMayHoldIt(FailureClass failure) {
    fixture.functions.fail(Step.SET_SECRET, failure);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.runFor(Duration.ofHours(1));

    assertThat(tokens()).containsExactly(token);
    fixture.assertAtRest();
  }

  @Test
  void aUsersOwnFunctionIsNotBelieved() {
    fixture.target.reject(1);
    String token = fixture.rotate(FakeFunctions.FOREIGN);

    fixture.runFor(Duration.ofHours(1));

    assertThat(tokens()).containsExactly(token);
  }

  @Test
  void anotherStepRejectsNothing() {
    fixture.functions.fail(Step.TEST_SECRET, FailureClass.REJECTED_PASSWORD);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    assertThat(tokens()).containsExactly(token);
    assertThat(fixture.rotation().unsettledSince()).isPresent();
    assertThat(fixture.rotation().history().getLast().failure()).contains(FailureClass.BROKEN);
  }

  @Test
  void theRequestThatAskedForTheFirstVersionMayBeRepeated() {
    fixture.target.reject(1);
    String rejected = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    RotateSecret.Output again =
        fixture.secrets.send(
            new RotateSecret.Input(
                "app",
                Optional.of(rejected),
                Optional.of(FakeFunctions.SINGLE_USER.toString()),
                Optional.of(RotationFixture.NO_RULES),
                Optional.of(true)),
            RotateSecret.Output.class);

    assertThat(again.versionId()).isEqualTo(rejected);
    fixture.assertAtRest();
  }

  @Test
  void aForeignChangeInTheMiddleWins() {
    fixture.target.reject(1);
    fixture.functions.after(
        Step.SET_SECRET,
        () -> fixture.secrets.put("app", "by hand", dev.keyturn.testkit.SecretsFixture.token()));
    fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.runFor(Duration.ofHours(1));

    assertThat(fixture.secrets.read("app")).isEqualTo("by hand");
    fixture.assertAtRest();
  }
}
