package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.keyturn.function.Step;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SeveralEnginesTest {
  private static final int SECRETS = 60;

  private final RotationFixture fixture = new RotationFixture();

  private Map<String, String> rotateMany() {
    Map<String, String> tokens = new HashMap<>();
    for (int i = 0; i < SECRETS; i++) {
      String first = SecretsFixture.token();
      String arn = fixture.secrets.create("many" + i, "password of " + first, first).arn();
      fixture.functions.target(arn, "password of " + first);
      tokens.put(
          arn,
          fixture.rotate("many" + i, FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, true));
    }
    return tokens;
  }

  @Test
  void eachDueRotationIsDoneExactlyOnce() throws InterruptedException {
    Map<String, String> tokens = rotateMany();
    RotationEngine other = fixture.engine(EngineSettings.DEFAULT);

    Thread first = Thread.ofVirtual().start(() -> fixture.engine.runDue());
    Thread second = Thread.ofVirtual().start(other::runDue);
    first.join();
    second.join();

    assertThat(fixture.functions.calls()).hasSize(4 * SECRETS);
    tokens.forEach((arn, token) ->
        assertThat(fixture.secrets.describe(arn).versionIdsToStages().orElseThrow())
            .containsEntry(token, List.of("AWSCURRENT")));
  }

  @Test
  void aWorkerThatStalledPastItsLeaseCommitsNothing() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    RotationEngine other = fixture.engine(EngineSettings.DEFAULT);
    List<String> afterTakeover = new ArrayList<>();
    fixture.functions.after(
        Step.SET_SECRET,
        () -> {
          fixture.clock.advance(EngineSettings.DEFAULT.lease());
          assertThat(other.runDue()).isEqualTo(1);
          fixture.assertAtRest();
          afterTakeover.add(fixture.rotation().toString());
        });

    fixture.engine.runDue();

    assertThat(afterTakeover).containsExactly(fixture.rotation().toString());
    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.events()).containsExactly("RotationStarted", "RotationSucceeded");
  }

  @Test
  void aLeaseThatRanOutUnderAWorkingStepStartsNoSecondWorkerBesideIt() throws InterruptedException {
    fixture.rotate(FakeFunctions.SINGLE_USER);
    CountDownLatch second = new CountDownLatch(1);
    fixture.functions.before(Step.CREATE_SECRET, () -> {});
    fixture.functions.before(Step.CREATE_SECRET, second::countDown);
    List<Thread> again = new ArrayList<>();
    AtomicBoolean overlapped = new AtomicBoolean();
    fixture.functions.after(
        Step.SET_SECRET,
        () -> {
          // The clock jumps, and the same engine finds the rotation due and without a lease.
          fixture.clock.advance(EngineSettings.DEFAULT.lease());
          again.add(Thread.ofVirtual().start(() -> fixture.engine.runDue()));
          overlapped.set(await(second, Duration.ofMillis(300)));
        });

    fixture.engine.runDue();
    again.getFirst().join();

    assertThat(overlapped).isFalse();
    fixture.assertAtRest();
  }

  private static boolean await(CountDownLatch latch, Duration most) {
    try {
      return latch.await(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void theProgramsLoopRotatesWhatBecomesDueAndDrains() throws InterruptedException {
    Map<String, String> tokens = rotateMany();
    fixture.engine.start();
    fixture.engine.wake();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (fixture.functions.calls().size() < 4 * SECRETS && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }

    fixture.engine.close();

    assertThat(fixture.engine.inProgress()).isZero();
    tokens.forEach((arn, token) ->
        assertThat(fixture.secrets.describe(arn).versionIdsToStages().orElseThrow())
            .containsEntry(token, List.of("AWSCURRENT")));
  }

  @Test
  void aFaultInTheLoopDoesNotEndIt() throws InterruptedException {
    fixture.store.stumble();
    fixture.engine.start();
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.wake();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (fixture.functions.calls().size() < 4 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }

    fixture.engine.close();

    fixture.assertAtRest();
  }

  /// The first of them stay inside until one more than the limit has come, or a moment has passed.
  @Test
  void onlySoManyRotationsWorkOnOneTargetAtATime() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch tooMany = new CountDownLatch(EngineSettings.DEFAULT.perTarget() + 1);
    for (int i = 0; i < 12; i++) {
      String value = "{\"host\":\"Db\",\"port\":5432,\"number\":" + i + "}";
      String arn = fixture.secrets.create("same" + i, value, SecretsFixture.token()).arn();
      fixture.functions.target(arn, value);
      fixture.functions.before(
          Step.SET_SECRET,
          () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            tooMany.countDown();
            assertThatCode(() -> tooMany.await(500, TimeUnit.MILLISECONDS))
                .doesNotThrowAnyException();
          });
      fixture.functions.after(Step.SET_SECRET, inside::decrementAndGet);
      fixture.rotate("same" + i, FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, true);
    }

    for (int second = 0; second < 60; second++) {
      fixture.engine.runDue();
      fixture.clock.advance(Duration.ofSeconds(1));
    }

    assertThat(most).hasValueBetween(1, EngineSettings.DEFAULT.perTarget());
    assertThat(fixture.functions.steps()).filteredOn(Step.FINISH_SECRET::equals).hasSize(12);
  }

  @Test
  void anOrderlyStopFinishesTheStepAndGoesOnAtTheNextStart() {
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    RotationEngine stopping =
        fixture.engine(
            new EngineSettings(
                Duration.ofSeconds(15), Duration.ofSeconds(30), 8, 4, Duration.ZERO));
    fixture.functions.before(Step.CREATE_SECRET, stopping::close);
    stopping.runDue();
    assertThat(fixture.functions.steps()).containsExactly(Step.CREATE_SECRET);
    assertThat(fixture.rotation().walk().orElseThrow().unsettled()).isFalse();

    fixture.restart();
    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.events()).containsExactly("RotationStarted", "RotationSucceeded");
  }

  @Test
  void anOrderlyStopLeadsWhatIsUnsettledToItsEnd() {
    fixture.rotate(FakeFunctions.SINGLE_USER);
    RotationEngine stopping =
        fixture.engine(
            new EngineSettings(
                Duration.ofSeconds(15), Duration.ofSeconds(30), 8, 4, Duration.ZERO));
    fixture.functions.before(Step.SET_SECRET, stopping::close);

    stopping.runDue();

    fixture.assertAtRest();
  }
}
