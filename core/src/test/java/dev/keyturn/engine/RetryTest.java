package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.State;
import dev.keyturn.rotation.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final RotationFixture fixture = new RotationFixture();

  private List<Duration> delays(Step step) {
    List<StepRecord> failed =
        fixture.rotation().history().stream().filter(record -> record.step() == step).toList();
    return IntStream.range(1, failed.size())
        .mapToObj(i -> Duration.between(failed.get(i - 1).ended(), failed.get(i).started()))
        .toList();
  }

  private static void assertAbout(List<Duration> delays, Duration... expected) {
    assertThat(delays).hasSizeGreaterThanOrEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(delays.get(i))
          .isBetween(
              expected[i].multipliedBy(8).dividedBy(10),
              expected[i].multipliedBy(12).dividedBy(10));
    }
  }

  private void failing(Step step, FailureClass failureClass, int times) {
    IntStream.range(0, times).forEach(_ -> fixture.functions.fail(step, failureClass));
  }

  @Test
  void anUnsettledRotationIsRetriedFastAndThenEveryFiveMinutes() {
    failing(Step.SET_SECRET, FailureClass.UNREACHABLE, 9);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofHours(1));

    assertAbout(
        delays(Step.SET_SECRET),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Duration.ofMinutes(5));
    fixture.assertAtRest();
  }

  @Test
  void beforeTheTargetIsTouchedItWaitsLonger() {
    failing(Step.CREATE_SECRET, FailureClass.BROKEN, 6);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofHours(5));

    assertAbout(
        delays(Step.CREATE_SECRET),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(1));
    fixture.assertAtRest();
  }

  @Test
  void beforeTheTargetIsTouchedTheWindowBoundsTheTries() {
    fixture.rotate(
        FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 16 * * ? *)", "1h"), false);
    fixture.engine.runDue();
    failing(Step.CREATE_SECRET, FailureClass.BROKEN, 5);
    fixture.runFor(Duration.ofDays(4));

    assertThat(fixture.rotation().history())
        .filteredOn(record -> record.step() == Step.CREATE_SECRET)
        .allSatisfy(
            record -> assertThat(record.started().toString().substring(11, 13)).isEqualTo("16"));
    fixture.assertAtRest();
  }

  @Test
  void aTryThatIsDueAfterItsWindowWaitsForTheNext() {
    fixture.rotate(
        FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 16 * * ? *)", "1h"), false);
    fixture.engine.runDue();
    failing(Step.CREATE_SECRET, FailureClass.BROKEN, 1);
    fixture.clock.set(fixture.rotation().due().orElseThrow());
    fixture.engine.runDue();
    assertThat(fixture.state()).isInstanceOf(State.Waiting.class);
    fixture.functions.forget();

    // The server is down until the evening.
    fixture.clock.advance(Duration.ofHours(4));
    fixture.engine.runDue();
    assertThat(fixture.functions.steps()).isEmpty();

    fixture.runFor(Duration.ofDays(1));
    fixture.assertAtRest();
    assertThat(fixture.rotation().history().getLast().started().toString()).contains("T16:");
  }

  @Test
  void anOperatorsRetryNeedsNoWindow() {
    fixture.rotate(
        FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 16 * * ? *)", "1h"), false);
    fixture.engine.runDue();
    failing(Step.CREATE_SECRET, FailureClass.MISCONFIGURED, 1);
    fixture.clock.set(fixture.rotation().due().orElseThrow());
    fixture.engine.runDue();
    assertThat(fixture.state()).isInstanceOf(State.Waiting.class);
    fixture.clock.advance(Duration.ofHours(4));

    assertThatThrownBy(() -> fixture.rotate(FakeFunctions.SINGLE_USER))
        .hasMessageStartingWith("A previous rotation isn't complete.");
    fixture.engine.runDue();

    fixture.assertAtRest();
  }

  @Test
  void whatIsMisconfiguredIsRetriedFastWhileReadersMayBeLockedOut() {
    failing(Step.TEST_SECRET, FailureClass.MISCONFIGURED, 3);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofMinutes(1));

    assertAbout(delays(Step.TEST_SECRET), Duration.ofSeconds(1), Duration.ofSeconds(2));
    fixture.assertAtRest();
  }

  @Test
  void whatStaysBusyIsTriedLessAndLessOften() {
    failing(Step.CREATE_SECRET, FailureClass.BUSY, 30);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofHours(3));

    assertThat(delays(Step.CREATE_SECRET).getLast()).isGreaterThan(Duration.ofMinutes(3));
    fixture.assertAtRest();
  }

  @Test
  void aClockThatIsSetBackHoldsNoRotationUp() {
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.store.afterEachCommit(() -> {
      if (fixture.state() instanceof State.Running running && running.step() == Step.TEST_SECRET) {
        fixture.clock.advance(Duration.ofHours(-1));
        fixture.store.afterEachCommit(() -> {});
      }
    });

    fixture.engine.runDue();

    fixture.assertAtRest();
    assertThat(fixture.functions.steps()).hasSize(4);
  }

  @Test
  void anUnsettledRotationGoesOnOutsideItsWindow() {
    fixture.rotate(
        FakeFunctions.SINGLE_USER, RotationFixture.cron("cron(0 16 * * ? *)", "1h"), false);
    fixture.engine.runDue();
    failing(Step.SET_SECRET, FailureClass.UNREACHABLE, 25);
    fixture.runFor(Duration.ofHours(12));

    assertThat(fixture.rotation().history().getLast().ended())
        .isAfter(Instant.parse("2026-11-21T17:00:00Z"));
    fixture.assertAtRest();
  }

  @Test
  void busyIsTriedAgainInSecondsWithoutAnAlarm() {
    failing(Step.CREATE_SECRET, FailureClass.BUSY, 8);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofMinutes(4));

    fixture.assertAtRest();
    assertThat(fixture.alarms).isEmpty();
  }

  @Test
  void aLockedAccountIsNotTouchedBeforeAnOperatorSaysSo() {
    failing(Step.SET_SECRET, FailureClass.ACCOUNT_LOCKED, 1);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofDays(30));
    assertThat(fixture.functions.steps()).containsExactly(Step.CREATE_SECRET, Step.SET_SECRET);
    assertThat(fixture.alarms).hasSize(1);

    assertThatThrownBy(() -> fixture.rotate(FakeFunctions.SINGLE_USER))
        .hasMessageStartingWith("A previous rotation isn't complete.");
    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  @Test
  void whatIsMisconfiguredIsNotHammered() {
    failing(Step.CREATE_SECRET, FailureClass.MISCONFIGURED, 3);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofHours(6));

    assertAbout(delays(Step.CREATE_SECRET), Duration.ofHours(1), Duration.ofHours(1));
    fixture.assertAtRest();
  }

  @Test
  void fiveFailuresInARowRaiseOneAlarm() {
    failing(Step.CREATE_SECRET, FailureClass.BROKEN, 8);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofHours(10));

    assertThat(fixture.alarms).singleElement().asString().contains("stuck", "told to fail");
    fixture.assertAtRest();
  }

  @Test
  void theRecordIsBounded() {
    failing(Step.CREATE_SECRET, FailureClass.BROKEN, 70);
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.runFor(Duration.ofDays(5));

    assertThat(fixture.rotation().history()).hasSize(50);
    fixture.assertAtRest();
  }
}
