package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Refusal;
import dev.keyturn.rotation.Standing;
import dev.keyturn.rotation.State;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random sequences, from seeds, of everything that can happen to a rotation, between its steps and
/// in the middle of them: requests, operators, failures, crashes, somebody at the target. After
/// each of them the promise holds, and in the end everything comes to rest.
class RandomWalkTest {
  private static final int EVENTS = 60;
  private static final List<Step> STEPS = List.of(Step.values());

  /// That a password was rejected is the target's to say.
  private static final List<FailureClass> FAILURES =
      List.of(
          FailureClass.UNREACHABLE,
          FailureClass.BROKEN,
          FailureClass.BUSY,
          FailureClass.ACCOUNT_LOCKED,
          FailureClass.MISCONFIGURED);

  static IntStream seeds() {
    int from = Integer.getInteger("walk.seed", 0);
    return IntStream.range(from, from + Integer.getInteger("walk.count", 30));
  }

  private final RotationFixture fixture = new RotationFixture();
  private final Operator operator = new Operator(fixture);
  private final List<String> story = new ArrayList<>();
  private int values;

  /// Somebody changed AWSCURRENT by hand, and is about to change the target, too.
  private boolean byHand;

  @ParameterizedTest
  @MethodSource("seeds")
  void theBuiltInFunctionLocksNobodyOut(int seed) {
    walk(new Random(seed), FakeFunctions.SINGLE_USER);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aUsersOwnFunctionLocksNobodyOutUnnoticed(int seed) {
    walk(new Random(seed), FakeFunctions.FOREIGN);
  }

  private void walk(Random random, Arn function) {
    tell("rotate", () -> fixture.rotate(function));
    for (int event = 0; event < EVENTS; event++) {
      if (random.nextInt(3) == 0) {
        inTheMiddle(random, function);
      } else {
        happen(random, function);
      }
      engineRuns(random);
      check();
    }
    bringToRest();
  }

  private void inTheMiddle(Random random, Arn function) {
    Step step = any(random, STEPS);
    boolean before = random.nextBoolean();
    Runnable event =
        () -> {
          story.add((before ? "before " : "after ") + step + ":");
          happen(random, function);
        };
    if (before) {
      fixture.functions.before(step, event);
    } else {
      fixture.functions.after(step, event);
    }
  }

  private void happen(Random random, Arn function) {
    switch (random.nextInt(16)) {
      case 0, 1 -> tell("rotate", () -> fixture.rotate(function));
      case 2 -> tell("schedule", () -> fixture.rotate(function, RotationFixture.days(1), true));
      case 3 -> tell("cancel", fixture::cancel);
      case 4 -> tell("put", this::put);
      case 5 ->
          tell(
              "label a version",
              () -> fixture.secrets.put("app", "x" + ++values, SecretsFixture.token(), "MINE"));
      case 6 -> tell("take AWSPENDING away", this::takePendingAway);
      case 7 -> tell("promote AWSPREVIOUS", this::promotePrevious);
      case 8 -> tell("retry", operator::retry);
      case 9 -> tell("resume", operator::resume);
      case 10 -> tell("abandon", operator::abandon);
      case 11 ->
          tell(
              "restore",
              () -> operator.restore(random.nextBoolean() ? "AWSCURRENT" : "AWSPREVIOUS"));
      case 12 ->
          tell(
              "target " + fixture.target.isDown(),
              () -> fixture.target.down(!fixture.target.isDown()));
      case 13 -> fail(random);
      case 14 -> tell("reject", () -> fixture.target.reject(random.nextInt(6)));
      case 15 -> {
        int commit = 1 + random.nextInt(4);
        tell("die at commit " + commit, () -> fixture.store.dieAt(commit, random.nextBoolean()));
      }
      default -> throw new IllegalStateException();
    }
  }

  private static <T> T any(Random random, List<T> choice) {
    return choice.get(random.nextInt(choice.size()));
  }

  private void tell(String what, Runnable event) {
    String outcome = "";
    try {
      event.run();
    } catch (Refusal refused) {
      outcome = " (refused: " + refused.text() + ")";
      byHand = false;
    } catch (StoreUnavailable _) {
      outcome = " (died)";
    }
    story.add(what + outcome);
  }

  /// Somebody who knows what AWSCURRENT is for changes the target too, unless a rotation may have.
  private void put() {
    byHand = fixture.rotation().unsettledSince().isEmpty();
    fixture.secrets.put("app", "by hand " + ++values, SecretsFixture.token());
    followByHand();
  }

  private void promotePrevious() {
    byHand = fixture.rotation().unsettledSince().isEmpty();
    Optional<String> previous = fixture.carrier("AWSPREVIOUS");
    fixture.moveLabel("AWSCURRENT", fixture.carrier("AWSCURRENT"), previous);
    followByHand();
  }

  private void followByHand() {
    if (byHand) {
      fixture.target.set(fixture.secrets.read("app"));
    }
    byHand = false;
  }

  private void takePendingAway() {
    fixture.moveLabel("AWSPENDING", fixture.carrier("AWSPENDING"), Optional.empty());
  }

  private void fail(Random random) {
    Step step = any(random, STEPS);
    FailureClass failure = any(random, FAILURES);
    tell("fail " + step + " " + failure, () -> fixture.functions.fail(step, failure));
  }

  private void engineRuns(Random random) {
    try {
      fixture.clock.advance(Duration.ofSeconds(random.nextInt(400)));
      fixture.engine.runDue();
    } catch (StoreUnavailable _) {
      story.add("the server died");
    }
    if (fixture.store.isDead()) {
      fixture.store.revive();
      followByHand();
      check();
      fixture.restart();
      fixture.clock.advance(EngineSettings.DEFAULT.lease());
    }
  }

  /// AWSCURRENT opens the target, or the record says that it may not, and either something is done
  /// about it by itself or somebody is told to look.
  private void check() {
    Standing standing = fixture.rotation().standing(fixture.clock.instant());
    boolean known = standing.unsettledSince().isPresent();
    boolean cared =
        standing.nextTry().isPresent() || standing.stuck() || fixture.rotation().due().isPresent();
    assertThat(fixture.currentOpens() || (known && cared))
        .as("%s%n%s", String.join("\n", story), fixture.rotation())
        .isTrue();
    if (fixture.state() instanceof State.Idle) {
      assertThat(known).isFalse();
    }
  }

  private void bringToRest() {
    fixture.store.revive();
    fixture.functions.mend();
    fixture.target.down(false);
    fixture.target.reject(0);
    for (int attempt = 0; attempt < 6 && !atRest(); attempt++) {
      fixture.runFor(Duration.ofHours(2));
      helpOn(attempt);
    }
    assertThat(atRest())
        .as("at rest: %s%n%s", String.join("\n", story), fixture.rotation())
        .isTrue();
  }

  private void helpOn(int attempt) {
    switch (fixture.state()) {
      case State.Idle _ -> {}
      case State.Cancelled _ -> tell("abandon", operator::abandon);
      case State.TargetUnknown _ when attempt < 2 -> tell("resume", operator::resume);
      case State.Settling _ when attempt > 1 ->
          tell("restore", () -> operator.restore("AWSCURRENT"));
      case State.Waiting _ when attempt < 3 -> tell("retry", operator::retry);
      default -> tell("look and vouch", this::vouch);
    }
  }

  private void vouch() {
    fixture.target.set(fixture.secrets.read("app"));
    operator.abandonVouching();
  }

  private boolean atRest() {
    return fixture.state() instanceof State.Idle && fixture.currentOpens();
  }
}
