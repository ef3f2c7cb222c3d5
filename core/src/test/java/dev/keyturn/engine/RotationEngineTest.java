package dev.keyturn.engine;

import static dev.keyturn.function.Step.CREATE_SECRET;
import static dev.keyturn.function.Step.FINISH_SECRET;
import static dev.keyturn.function.Step.SET_SECRET;
import static dev.keyturn.function.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.function.FailureClass;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Arn;
import dev.keyturn.rotation.State;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.schedule.Window;
import dev.keyturn.secret.DeleteSecret;
import dev.keyturn.secret.RestoreSecret;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RotationEngineTest {
  private final RotationFixture fixture = new RotationFixture();

  @Test
  void walksTheFourStepsAndMovesTheLabels() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    assertThat(fixture.functions.steps())
        .containsExactly(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(fixture.stages())
        .isEqualTo(Map.of(token, List.of("AWSCURRENT"), fixture.first, List.of("AWSPREVIOUS")));
    assertThat(fixture.target.holds("password of " + token)).isTrue();
    fixture.assertAtRest();
    assertThat(fixture.events()).containsExactly("RotationStarted", "RotationSucceeded");
  }

  @Test
  void labelsAreRightAtEachInstant() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    Map<String, List<String>> during =
        Map.of(token, List.of("AWSPENDING"), fixture.first, List.of("AWSCURRENT"));
    Map<String, List<String>> moved =
        Map.of(token, List.of("AWSCURRENT", "AWSPENDING"), fixture.first, List.of("AWSPREVIOUS"));
    List<Map<String, List<String>>> seen = new ArrayList<>();
    for (var step : List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET)) {
      fixture.functions.before(step, () -> seen.add(fixture.stages()));
    }
    fixture.functions.after(FINISH_SECRET, () -> seen.add(fixture.stages()));

    fixture.engine.runDue();

    assertThat(seen).containsExactly(during, during, during, during, moved);
  }

  @Test
  void everyCommitKeepsThePromise() {
    fixture.store.afterEachCommit(fixture::assertPromise);
    fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    fixture.assertAtRest();
  }

  @Test
  void theIntentToSetIsRecordedAndAuditedBeforeTheFunctionIsCalled() {
    fixture.rotate(FakeFunctions.SINGLE_USER);
    List<String> audited = new ArrayList<>();
    fixture.functions.before(
        SET_SECRET,
        () -> {
          audited.addAll(fixture.secrets.audit.names());
          assertThat(fixture.rotation().walk().orElseThrow().unsettled()).isTrue();
        });

    fixture.engine.runDue();

    assertThat(audited).contains("RotationStepStarted");
  }

  @Test
  void onlyALaterAttemptMayProbeWithThePendingCredential() {
    fixture.functions.fail(SET_SECRET, FailureClass.BROKEN);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofMinutes(1));

    assertThat(setMayHaveBegun()).containsExactly(false, true);
  }

  @Test
  void norMayTheFirstAttemptThatTheScheduleAsksFor() {
    fixture.functions.fail(SET_SECRET, FailureClass.BROKEN);
    schedule();

    fixture.runFor(Duration.ofMinutes(1));

    assertThat(setMayHaveBegun()).containsExactly(false, true);
  }

  /// What each setSecret was told of the attempts before it.
  private List<Boolean> setMayHaveBegun() {
    return fixture.functions.calls().stream()
        .filter(event -> event.step() == SET_SECRET)
        .map(event -> event.journal().setMayHaveBegun())
        .toList();
  }

  /// A rotation that is due by the schedule, at once.
  private void schedule() {
    fixture.rotate(
        FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 16 * * ? *)", "2h"), false);
    fixture.engine.runDue();
    fixture.clock.set(fixture.rotation().due().orElseThrow());
  }

  @Test
  void everyCallCarriesTheSameTokens() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    assertThat(fixture.functions.calls())
        .extracting(RotationEvent::token, RotationEvent::rotationToken, RotationEvent::secretArn)
        .containsOnly(
            org.assertj.core.groups.Tuple.tuple(
                token, fixture.tokens.of(fixture.arn, token), fixture.arn));
  }

  @Test
  void theRecordShowsEachStepAndTheDenialWindow() {
    fixture.functions.before(SET_SECRET, () -> fixture.clock.advance(Duration.ofMillis(30)));
    fixture.functions.before(TEST_SECRET, () -> fixture.clock.advance(Duration.ofMillis(20)));
    fixture.functions.before(FINISH_SECRET, () -> fixture.clock.advance(Duration.ofMillis(5)));
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    assertThat(fixture.rotation().history())
        .extracting(StepRecord::step)
        .containsExactly(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(fixture.rotation().history())
        .allMatch(step -> step.result() == StepRecord.Result.SUCCEEDED);
    assertThat(fixture.rotation().denialWindow()).contains(Duration.ofMillis(25));
  }

  @Test
  void aForeignFunctionHasNoKnownDenialWindow() {
    fixture.rotate(FakeFunctions.FOREIGN);
    fixture.engine.runDue();

    fixture.assertAtRest();
    assertThat(fixture.rotation().denialWindow()).isEmpty();
  }

  @Test
  void finishSecretIsNotBelievedUnlessAwscurrentMoved() {
    fixture.functions.pretend(FINISH_SECRET);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    assertThat(fixture.rotation().history().getLast().message()).contains("did not move");
    assertThat(fixture.carrier("AWSPENDING")).contains(token);

    fixture.runFor(Duration.ofMinutes(1));

    fixture.assertAtRest();
  }

  @Test
  void theScheduleStartsARotationInItsWindow() {
    fixture.rotate(
        FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 16 * * ? *)", "2h"), false);
    fixture.engine.runDue();
    fixture.functions.forget();
    State.Idle idle = (State.Idle) fixture.state();
    assertThat(idle.next().orElseThrow().start()).isEqualTo("2026-11-21T16:00:00Z");
    assertThat(fixture.secrets.describe("app").nextRotationDate())
        .contains(Instant.parse("2026-11-21T17:59:59Z"));

    fixture.runFor(Duration.ofDays(1).minus(Duration.ofHours(2)));

    assertThat(fixture.functions.steps()).hasSize(4);
    assertThat(fixture.carrier("AWSCURRENT")).isNotEqualTo(Optional.of(fixture.first));
    fixture.assertAtRest();
    assertThat(fixture.secrets.describe("app").lastRotatedDate().orElseThrow())
        .isBetween(Instant.parse("2026-11-21T16:00:00Z"), Instant.parse("2026-11-21T18:00:00Z"));
    assertThat(fixture.secrets.describe("app").nextRotationDate())
        .contains(Instant.parse("2026-11-22T17:59:59Z"));
  }

  @Test
  void aWindowThatWasMissedIsPassedOver() {
    fixture.rotate(
        FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 16 * * ? *)", "2h"), false);
    fixture.engine.runDue();
    fixture.functions.forget();
    fixture.clock.set(Instant.parse("2026-11-22T02:00:00Z"));

    fixture.engine.runDue();

    assertThat(fixture.functions.steps()).isEmpty();
    assertThat(fixture.secrets.describe("app").nextRotationDate())
        .contains(Instant.parse("2026-11-22T17:59:59Z"));
  }

  @Test
  void aTestOnlyTestsTheCurrentValueAndTakesItsLabelAway() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, false);
    assertThat(fixture.secrets.read("app", Optional.of(token), Optional.of("AWSPENDING")))
        .isEqualTo(fixture.secrets.read("app"));

    fixture.engine.runDue();

    assertThat(fixture.functions.steps()).containsExactly(TEST_SECRET);
    assertThat(fixture.carrier("AWSCURRENT")).contains(fixture.first);
    fixture.assertAtRest();
    assertThat(fixture.events()).containsExactly("TestRotationStarted", "TestRotationSucceeded");
  }

  @Test
  void aTestThatFailsTakesItsLabelAwayToo() {
    fixture.functions.fail(TEST_SECRET, dev.keyturn.function.FailureClass.REFUSED);
    fixture.rotate(FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, false);

    fixture.engine.runDue();

    fixture.assertAtRest();
    assertThat(fixture.events()).containsExactly("TestRotationStarted", "TestRotationFailed");
  }

  @Test
  void aFailureIsRecordedInAwsWordsAndOurs() {
    fixture.functions.fail(CREATE_SECRET, dev.keyturn.function.FailureClass.MISCONFIGURED);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    AuditEvent failed =
        fixture.secrets.audit.events().stream()
            .filter(event -> event.name().equals("RotationFailed"))
            .findFirst()
            .orElseThrow();
    assertThat(failed.failure().orElseThrow().message())
        .isEqualTo(
            "Error when executing lambda %s during createSecret step"
                .formatted(FakeFunctions.SINGLE_USER));
    assertThat(failed.requestId()).isEqualTo("Rotation-" + fixture.arn + "-" + token);
    assertThat(failed.additional())
        .containsEntry("SecretId", fixture.arn)
        .containsEntry("Class", "MISCONFIGURED")
        .containsEntry("Remedy", "mend it");
  }

  @Test
  void aFailingAuditLogRefusesAStartAndIsTriedAgain() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.secrets.audit.fail(true);
    fixture.engine.runDue();
    assertThat(fixture.functions.steps()).isEmpty();

    fixture.secrets.audit.fail(false);
    fixture.runFor(Duration.ofMinutes(2));

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.events()).containsExactly("RotationStarted", "RotationSucceeded");
  }

  @Test
  void aFailingAuditLogKeepsAScheduledStartFromPlacingAnything() {
    schedule();
    fixture.secrets.audit.fail(true);

    fixture.engine.runDue();

    assertThat(fixture.state()).isInstanceOf(State.Idle.class);
    fixture.secrets.audit.fail(false);
    assertThat(fixture.carrier("AWSPENDING")).isEmpty();
  }

  @Test
  void norDoesAScheduledStartWhoseRecordIsNotDurable() {
    schedule();
    fixture.secrets.audit.failFlushes(true);

    fixture.engine.runDue();

    assertThat(fixture.state()).isInstanceOf(State.Idle.class);
    fixture.secrets.audit.failFlushes(false);
    assertThat(fixture.carrier("AWSPENDING")).isEmpty();
  }

  @Test
  void onceUnsettledARotationDoesNotWaitForTheAuditLog() {
    fixture.functions.fail(SET_SECRET, FailureClass.BROKEN);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    fixture.secrets.audit.fail(true);

    fixture.runFor(Duration.ofMinutes(1));

    fixture.secrets.audit.fail(false);
    fixture.assertAtRest();
    assertThat(fixture.events()).endsWith("RotationSucceeded");
  }

  @Test
  void whatStartsAtTheEndOfItsWindowIsNotOvertakenByIt() {
    fixture.rotate(
        FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 16 * * ? *)", "2h"), false);
    fixture.engine.runDue();
    Window window = fixture.rotation().next().orElseThrow();
    fixture.clock.set(window.latest());
    fixture.store.afterEachCommit(() -> fixture.clock.set(window.end()));

    fixture.engine.runDue();

    fixture.assertAtRest();
    assertThat(fixture.events()).endsWith("RotationStarted", "RotationSucceeded");
  }

  @Test
  void aFailingAuditLogStopsBeforeTheTargetIsTouchedButNotAfter() {
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.functions.after(CREATE_SECRET, () -> fixture.secrets.audit.fail(true));
    fixture.engine.runDue();
    assertThat(fixture.functions.steps()).containsExactly(CREATE_SECRET);
    assertThat(fixture.rotation().walk().orElseThrow().unsettled()).isFalse();

    fixture.secrets.audit.fail(false);
    fixture.functions.before(SET_SECRET, () -> fixture.secrets.audit.fail(true));
    fixture.functions.after(FINISH_SECRET, () -> fixture.secrets.audit.fail(false));
    fixture.functions.before(TEST_SECRET, () -> fixture.secrets.audit.fail(false));
    fixture.runFor(Duration.ofMinutes(1));

    fixture.assertAtRest();
    assertThat(fixture.events()).endsWith("RotationSucceeded");
  }

  @Test
  void aStartWhoseRecordIsNotDurableCallsNothingAndIsTriedAgain() {
    String token = startsWithoutADurableRecord(FakeFunctions.FOREIGN);
    assertThat(fixture.functions.steps()).isEmpty();
    startsAgain(token);
  }

  @Test
  void norDoesItCallMoreThanWhatChangesOnlyTheSecret() {
    String token = startsWithoutADurableRecord(FakeFunctions.SINGLE_USER);
    assertThat(fixture.functions.steps()).containsExactly(CREATE_SECRET);
    startsAgain(token);
  }

  @Test
  void norWhenThatIsOnTheRecordAlready() {
    fixture.functions.slow(CREATE_SECRET);
    String token = startsWithoutADurableRecord(FakeFunctions.SINGLE_USER);
    assertThat(fixture.functions.steps()).containsExactly(CREATE_SECRET);
    startsAgain(token);
  }

  @Test
  void norDoesATestLogIn() {
    fixture.rotate(
        FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 16 * * ? *)", "2h"), false);
    fixture.secrets.audit.failFlushes(true);
    fixture.engine.runDue();
    assertThat(fixture.functions.steps()).isEmpty();
  }

  private String startsWithoutADurableRecord(Arn function) {
    String token = fixture.rotate(function);
    fixture.secrets.audit.failFlushes(true);
    fixture.engine.runDue();
    assertThat(fixture.state()).isInstanceOf(State.Waiting.class);
    assertThat(fixture.rotation().walk().orElseThrow().begun()).isEmpty();
    assertThat(fixture.rotation().history()).isEmpty();
    return token;
  }

  private void startsAgain(String token) {
    fixture.secrets.audit.failFlushes(false);
    fixture.runFor(Duration.ofMinutes(2));
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.events()).endsWith("RotationStarted", "RotationSucceeded");
  }

  @Test
  void anIntentThatIsNotDurableLeavesTheTargetAloneAndTheRotationSettled() {
    fixture.rotate(FakeFunctions.FOREIGN);
    fixture.functions.after(CREATE_SECRET, () -> fixture.secrets.audit.failFlushes(true));
    fixture.engine.runDue();
    assertThat(fixture.functions.steps()).containsExactly(CREATE_SECRET);
    assertThat(fixture.rotation().walk().orElseThrow().unsettled()).isFalse();
    StepRecord last = fixture.rotation().history().getLast();
    assertThat(last.step()).isEqualTo(CREATE_SECRET);
    assertThat(last.failure()).contains(FailureClass.BUSY);

    fixture.functions.after(CREATE_SECRET, () -> fixture.secrets.audit.failFlushes(false));
    fixture.runFor(Duration.ofMinutes(1));

    fixture.assertAtRest();
  }

  @Test
  void anOrderlyStopDoesNotStumbleOverAnIntentThatIsNotDurable() {
    EngineSettings usual = EngineSettings.DEFAULT;
    fixture.engine =
        fixture.engine(
            new EngineSettings(
                usual.lease(),
                usual.stepLimit(),
                usual.inProgress(),
                usual.perTarget(),
                Duration.ZERO));
    fixture.rotate(FakeFunctions.FOREIGN);
    fixture.functions.after(
        CREATE_SECRET,
        () -> {
          fixture.secrets.audit.failFlushes(true);
          fixture.engine.close();
        });
    fixture.engine.runDue();
    assertThat(fixture.functions.steps()).containsExactly(CREATE_SECRET);
    assertThat(fixture.rotation().walk().orElseThrow().unsettled()).isFalse();

    fixture.secrets.audit.failFlushes(false);
    fixture.restart();
    fixture.engine.runDue();

    fixture.assertAtRest();
  }

  @Test
  void theRecordsOfStartAndIntentAreDurableBeforeAnythingIsCalledForThem() {
    fixture.rotate(FakeFunctions.FOREIGN);
    List<String> durable = new ArrayList<>();
    for (Step step : List.of(CREATE_SECRET, SET_SECRET)) {
      fixture.functions.before(
          step, () -> durable.add(fixture.secrets.audit.durable().getLast().name()));
    }
    fixture.engine.runDue();
    assertThat(durable).containsExactly("RotationStarted", "RotationStepStarted");
  }

  @Test
  void theSuperuserMustBeTheOneThatWasChecked() {
    String superuser = fixture.secrets.create("admin", "{\"username\":\"postgres\"}").arn();
    String other = fixture.secrets.create("other", "{}").arn();
    refusesAnother(FakeFunctions.ALTERNATING, naming(superuser), naming(other));
  }

  @ParameterizedTest
  @CsvSource({"admin, other", "admin, ''", "'', other"})
  void soMustOneThatTheFunctionCanDoWithout(String checked, String written) {
    fixture.secrets.create("admin", "{}");
    fixture.secrets.create("other", "{}");
    refusesAnother(FakeFunctions.TWO_CREDENTIALS, naming(checked), naming(written));
  }

  private static String naming(String superuser) {
    return "{\"host\":\"db\",\"password\":\"x\",\"masterarn\":\"%s\"}".formatted(superuser);
  }

  private void refusesAnother(Arn function, String checked, String written) {
    fixture.secrets.put("app", checked, SecretsFixture.token());
    fixture.rotate(function, RotationFixture.cron("cron(0 16 * * ? *)", "2h"), false);
    fixture.engine.runDue();
    fixture.secrets.put("app", written, SecretsFixture.token());
    fixture.functions.forget();

    fixture.runFor(Duration.ofDays(2));

    assertThat(fixture.functions.steps()).isEmpty();
    assertThat(fixture.rotation().due()).isEmpty();
    assertThat(fixture.rotation().history().getLast().message()).contains("masterarn");
    assertThat(fixture.alarms).hasSize(1);
  }

  @Test
  void aDeletedSecretDoesNotRotateUntilItIsRestored() {
    fixture.functions.fail(CREATE_SECRET, FailureClass.BROKEN);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    delete();
    fixture.runFor(Duration.ofDays(1));
    assertThat(fixture.functions.steps()).containsExactly(CREATE_SECRET);

    restore();
    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  @ParameterizedTest
  @EnumSource(names = {"SET_SECRET", "TEST_SECRET", "FINISH_SECRET"})
  void whatIsUnsettledWhenItsSecretIsDeletedGoesOnWhenItIsRestored(Step step) {
    fixture.functions.before(step, this::delete);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofDays(1));
    assertThat(fixture.rotation().due()).isEmpty();
    assertThat(fixture.carrier("AWSPENDING")).contains(token);

    restore();
    fixture.runFor(Duration.ofMinutes(5));

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  private void delete() {
    fixture.secrets.send(
        new DeleteSecret.Input("app", Optional.of(7L), Optional.empty()),
        DeleteSecret.Output.class);
  }

  private void restore() {
    fixture.secrets.send(new RestoreSecret.Input("app"), RestoreSecret.Output.class);
  }
}
