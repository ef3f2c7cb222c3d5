package dev.keyturn.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.alarm.Alarm.Event;
import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Arn;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.RotationRules;
import dev.keyturn.rotation.Standing.Condition;
import dev.keyturn.rotation.State.Running;
import dev.keyturn.rotation.StepRecord.Ended;
import dev.keyturn.rotation.Timetable;
import dev.keyturn.rotation.Walk;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.schedule.InvalidSchedule;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.SecretKey;
import dev.keyturn.secret.SecretTargets;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.Json;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RotationWatchTest {
  private static final String TARGET = "db.example:5432";

  private final SecretsFixture secrets = new SecretsFixture();
  private final Alarms alarms = new Alarms(secrets.store);
  private final Timetable daily;
  private RotationWatch watch = watch(Optional.of(alarms));

  RotationWatchTest() throws InvalidSchedule {
    daily =
        Timetable.of(
            new RotationRules(
                Optional.empty(), Optional.of("cron(0 16 * * ? *)"), Optional.of("2h")),
            Optional.empty(),
            Optional.empty());
  }

  private RotationWatch watch(Optional<Alarms> told) {
    return new RotationWatch(
        new RotationWatch.Ports(
            new RotationRepository(secrets.store),
            secrets.repository,
            new SecretTargets(secrets.store, secrets.keys),
            secrets.clock,
            told));
  }

  private Instant now() {
    return secrets.clock.instant();
  }

  /// A new secret of the target, whose rotation is on.
  private Rotation rotation(String name) {
    String arn = secrets.create(name, "{\"host\":\"db.example\",\"port\":5432}").arn();
    return put(Rotation.idle(arn, daily.upcoming(now())));
  }

  private Rotation put(Rotation rotation) {
    SecretKey key = SecretKey.of(Arn.parse(rotation.secretArn()).orElseThrow());
    try {
      secrets.store.commit(
          List.of(
              new Write.Put(
                  key.rotation(),
                  Write.ANY,
                  Json.write(rotation),
                  rotation.due(),
                  Write.Lease.KEEP)));
    } catch (Conflict impossible) {
      throw new IllegalStateException(impossible);
    }
    return rotation;
  }

  private Rotation begun(Rotation rotation) {
    return rotation.begin(Walk.of("token", Kind.ROTATE, rotation.next()), now()).enter(now());
  }

  private Rotation failing(Rotation rotation, FailureClass failure) {
    return rotation.after(
        new Ended(new Failed(failure, "what was tried", "what to do"), now(), now()), daily);
  }

  private Rotation failed(String name, FailureClass failure, int times) {
    Rotation rotation = begun(rotation(name));
    for (int i = 1; i < times; i++) {
      rotation = failing(rotation, failure).enter(now());
    }
    return put(failing(rotation, failure));
  }

  private Rotation at(Step step, Rotation rotation) {
    Rotation reached = rotation;
    while (((Running) reached.state()).step() != step) {
      reached = reached.after(new Ended(Outcome.SUCCEEDED, now(), now()), daily);
    }
    return put(reached);
  }

  private Rotation ended(Rotation rotation) {
    Rotation last = at(Step.FINISH_SECRET, rotation.enter(now()));
    return put(last.after(new Ended(Outcome.SUCCEEDED, now(), now()), daily));
  }

  /// What is told now.
  private List<Alarm> told() {
    List<Alarm> told = new ArrayList<>();
    for (var next = claim(); next.isPresent(); next = claim()) {
      alarms.told(next.get());
      told.add(next.get().alarm());
    }
    return told;
  }

  private Optional<Alarms.Claimed> claim() {
    return alarms.claim(now(), Duration.ofSeconds(30));
  }

  private List<Alarm> round() {
    watch.round();
    return told();
  }

  @Test
  void nothingIsSaidOfRotationsThatAreWell() {
    rotation("a");
    at(Step.SET_SECRET, begun(rotation("b")));
    assertThat(round()).isEmpty();
  }

  @Test
  void aFailureIsToldOnceWithItsCauseAndRemedyAndItsEndOnce() {
    Rotation failed = failed("a", FailureClass.NOT_ALLOWED, 1);
    assertThat(round())
        .singleElement()
        .satisfies(alarm -> {
          assertThat(alarm.cause()).isEqualTo(Cause.FAILED);
          assertThat(alarm.subject()).isEqualTo(failed.secretArn());
          assertThat(alarm.text())
              .contains("createSecret failed in attempt 1 (NOT_ALLOWED): what was tried.")
              .contains("The target was not touched. Attempt 2 follows at ");
          assertThat(alarm.remedy()).isEqualTo("what to do.");
        });
    assertThat(round()).isEmpty();
    ended(failed);
    assertThat(round()).extracting(Alarm::event).containsExactly(Event.CLEARED);
    assertThat(round()).isEmpty();
  }

  @Test
  void whatIsTriedAgainInAMomentIsNotToldYet() {
    Rotation unsettled =
        put(failing(at(Step.SET_SECRET, begun(rotation("a"))), FailureClass.BROKEN));
    assertThat(round()).isEmpty();
    put(unsettled.enter(now()));
    assertThat(round()).as("while it is tried").isEmpty();
    put(unsettled);
    secrets.clock.advance(Duration.ofSeconds(20));
    assertThat(round()).extracting(Alarm::cause).containsExactly(Cause.FAILED);
    put(unsettled.enter(now()));
    assertThat(round()).as("it stays raised while it is tried again").isEmpty();
  }

  @Test
  void whatStaysUnsettledForAMinuteIsTold() {
    at(Step.TEST_SECRET, begun(rotation("a")));
    assertThat(round()).isEmpty();
    secrets.clock.advance(Duration.ofMinutes(1));
    assertThat(round())
        .singleElement()
        .satisfies(alarm -> {
          assertThat(alarm.cause()).isEqualTo(Cause.UNSETTLED);
          assertThat(alarm.text()).contains("may hold another credential than AWSCURRENT");
        });
    assertThat(watch.longestUnsettled()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void whatIsStuckSaysSo() {
    failed("a", FailureClass.REFUSED, 5);
    assertThat(round())
        .extracting(Alarm::cause)
        .containsExactlyInAnyOrder(Cause.FAILED, Cause.STUCK);
  }

  @Test
  void aWindowThatPassesIsOverdueThoughNothingChanges() {
    Rotation idle = rotation("a");
    assertThat(round()).isEmpty();
    secrets.clock.set(idle.next().orElseThrow().end());
    assertThat(round())
        .singleElement()
        .satisfies(alarm -> {
          assertThat(alarm.cause()).isEqualTo(Cause.OVERDUE);
          assertThat(alarm.text()).startsWith("It should have rotated by 2026-11-21T18:00:00Z.");
        });
  }

  @Test
  void whatTheEngineChangesIsLookedAtAtOnce() {
    Rotation before = begun(rotation("a"));
    Rotation after = put(failing(before, FailureClass.NOT_ALLOWED));
    watch.changed(before, after);
    watch.lookAtChanged();
    assertThat(told()).extracting(Alarm::cause).containsExactly(Cause.FAILED);
  }

  @Test
  void afterARestartNothingIsToldTwiceAndNoEndIsLost() {
    Rotation first = failed("a", FailureClass.NOT_ALLOWED, 1);
    Rotation second = failed("b", FailureClass.NOT_ALLOWED, 1);
    assertThat(round()).hasSize(2);
    ended(first);
    watch = watch(Optional.of(alarms));
    assertThat(round())
        .extracting(Alarm::subject, Alarm::event)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(first.secretArn(), Event.CLEARED));
    assertThat(second.secretArn()).isNotEqualTo(first.secretArn());
  }

  @Test
  void whatWasRaisedAndNotToldBeforeARestartIsToldAfterIt() {
    failed("a", FailureClass.NOT_ALLOWED, 1);
    watch.round();
    watch = watch(Optional.of(alarms));
    assertThat(round()).hasSize(1);
  }

  @Test
  void theAlarmsOfAPurgedSecretEnd() throws Conflict {
    Rotation failed = failed("a", FailureClass.NOT_ALLOWED, 1);
    assertThat(round()).hasSize(1);
    SecretKey key = SecretKey.of(Arn.parse(failed.secretArn()).orElseThrow());
    secrets.store.commit(List.of(new Write.Delete(key.rotation(), Write.ANY)));
    assertThat(round()).extracting(Alarm::event).containsExactly(Event.CLEARED);
    assertThat(watch.count(Condition.FAILED)).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNREACHABLE", "TIMEOUT"})
  void oneAlarmOfATargetStandsForAllItsSecrets(FailureClass silence) {
    for (int i = 0; i < 50; i++) {
      failed("secret-" + i, silence, 1 + i % 5);
      if (i == 2) {
        watch.targetSilent(TARGET, "It did not answer.");
      }
      assertThat(round()).hasSize(i == 2 ? 1 : 0);
    }
    secrets.clock.advance(Duration.ofHours(1));
    assertThat(round()).as("overdue or stuck meanwhile").isEmpty();
    watch.targetSilent(TARGET, "It did not answer.");
    secrets.clock.advance(Duration.ofDays(1));
    watch.targetSilent(TARGET, "It did not answer.");
    assertThat(round()).isEmpty();
    assertThat(watch.count(Condition.OVERDUE)).as("the metric says it").isEqualTo(50);
  }

  @Test
  void whenTheTargetAnswersItsAlarmEndsAndWhatIsStillWrongIsTold() {
    failed("a", FailureClass.UNREACHABLE, 5);
    watch.targetSilent(TARGET, "It did not answer.");
    assertThat(round()).extracting(Alarm::cause).containsExactly(Cause.TARGET_SILENT);
    watch.targetAnswered(TARGET);
    assertThat(round())
        .extracting(alarm -> alarm.cause() + " " + alarm.event())
        .containsExactlyInAnyOrder("TARGET_SILENT CLEARED", "FAILED RAISED", "STUCK RAISED");
    assertThat(watch.silentTargets()).isZero();
  }

  @Test
  void whatMayLockReadersOutIsToldThoughTheTargetIsSilent() {
    put(failing(at(Step.TEST_SECRET, begun(rotation("a"))), FailureClass.UNREACHABLE));
    watch.targetSilent(TARGET, "It did not answer.");
    secrets.clock.advance(Duration.ofMinutes(1));
    assertThat(round())
        .extracting(Alarm::cause)
        .containsExactlyInAnyOrder(Cause.TARGET_SILENT, Cause.UNSETTLED);
  }

  @Test
  void aTargetThatNobodyTriesAnyMoreIsForgotten() {
    watch.targetSilent(TARGET, "It did not answer.");
    assertThat(round()).hasSize(1);
    watch = watch(Optional.of(alarms));
    assertThat(round()).as("after a restart it holds on").isEmpty();
    assertThat(watch.silentTargets()).isEqualTo(1);
    secrets.clock.advance(Duration.ofHours(2).plusSeconds(1));
    assertThat(round()).extracting(Alarm::event).containsExactly(Event.CLEARED);
  }

  @Test
  void aTargetsNameMayBeAnything() {
    watch.targetSilent("a\0b".repeat(2000), "It did not answer.");
    assertThat(round())
        .singleElement()
        .satisfies(alarm -> assertThat(alarm.subject()).hasSize(300).doesNotContain("\0"));
  }

  @Test
  void withoutAnybodyToTellItCounts() {
    watch = watch(Optional.empty());
    failed("a", FailureClass.NOT_ALLOWED, 5);
    failed("b", FailureClass.NOT_ALLOWED, 1);
    watch.targetSilent(TARGET, "It did not answer.");
    watch.round();
    assertThat(watch.count(Condition.FAILED)).isEqualTo(2);
    assertThat(watch.count(Condition.STUCK)).isEqualTo(1);
    assertThat(watch.count(Condition.UNSETTLED)).isZero();
    assertThat(watch.longestUnsettled()).isZero();
    assertThat(watch.silentTargets()).isEqualTo(1);
    assertThat(told()).isEmpty();
  }

  @Test
  void itGoesThroughMoreThanOnePage() {
    for (int i = 0; i < 250; i++) {
      failed("secret-" + i, FailureClass.NOT_ALLOWED, 1);
    }
    watch.round();
    assertThat(watch.count(Condition.FAILED)).isEqualTo(250);
    assertThat(alarms.raised()).hasSize(250);
    assertThat(watch.untold()).isEqualTo(250);
  }
}
