package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetGateTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final Outcome SILENCE = new Failed(FailureClass.UNREACHABLE, "nobody answers", "");

  private final List<String> alarms = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final TargetGate gate =
      new TargetGate(
          2,
          new RotationListener() {
            @Override
            public void alarm(String subject, String text) {
              alarms.add(subject);
            }

            @Override
            public void targetSilent(String target, String text) {
              heard.add(target + " is silent");
            }

            @Override
            public void targetAnswered(String target) {
              heard.add(target + " answered");
            }
          });

  private void silence(int times) {
    for (int i = 0; i < times; i++) {
      gate.report("db:5432", SILENCE, NOW);
    }
  }

  @Test
  void letsOnlySoManyIn() {
    assertThat(gate.enter("db:5432", false, NOW)).isEmpty();
    assertThat(gate.enter("db:5432", false, NOW)).isEmpty();
    assertThat(gate.enter("db:5432", false, NOW)).isPresent();
    assertThat(gate.enter("other:5432", false, NOW)).isEmpty();

    gate.leave("db:5432", NOW, NOW);

    assertThat(gate.enter("db:5432", false, NOW)).isEmpty();
  }

  @Test
  void thoseThatWaitComeBackOneAfterTheOther() {
    gate.enter("db:5432", false, NOW);
    gate.enter("db:5432", false, NOW);

    Duration first = gate.enter("db:5432", false, NOW).orElseThrow();
    Duration second = gate.enter("db:5432", false, NOW).orElseThrow();

    assertThat(second).isGreaterThan(first);
    assertThat(gate.enter("db:5432", true, NOW).orElseThrow()).isLessThanOrEqualTo(first);
  }

  @Test
  void thoseThatWaitComeBackAsFastAsPlacesBecomeFree() {
    gate.enter("db:5432", false, NOW);
    for (int i = 0; i < 100; i++) {
      gate.enter("db:5432", false, NOW);
      gate.leave("db:5432", NOW, NOW.plusSeconds(4));
    }
    gate.enter("db:5432", false, NOW);

    Duration first = gate.enter("db:5432", false, NOW).orElseThrow();
    Duration second = gate.enter("db:5432", false, NOW).orElseThrow();

    assertThat(first).isCloseTo(Duration.ofSeconds(2), Duration.ofMillis(100));
    assertThat(second).isCloseTo(Duration.ofSeconds(4), Duration.ofMillis(100));
  }

  /// A queue is not forgotten when the last one who was inside leaves.
  @Test
  void whoeverComesWhileOthersWaitStandsBehindThem() {
    gate.enter("db:5432", false, NOW);
    gate.enter("db:5432", false, NOW);
    Duration waiting = gate.enter("db:5432", false, NOW).orElseThrow();
    gate.leave("db:5432", NOW, NOW);
    gate.leave("db:5432", NOW, NOW);

    gate.enter("db:5432", false, NOW);
    gate.enter("db:5432", false, NOW);

    assertThat(gate.enter("db:5432", false, NOW).orElseThrow()).isGreaterThan(waiting);
  }

  @Test
  void nobodyComesBackAtOnceHoweverQuickTheTargetIs() {
    for (int i = 0; i < 100; i++) {
      gate.enter("db:5432", false, NOW);
      gate.enter("db:5432", false, NOW);
      gate.enter("db:5432", false, NOW);
      gate.leave("db:5432", NOW, NOW);
      gate.leave("db:5432", NOW, NOW);
    }
    Instant later = NOW.plusSeconds(60);
    gate.enter("db:5432", false, later);
    gate.enter("db:5432", false, later);

    assertThat(gate.enter("db:5432", false, later)).contains(Duration.ofMillis(50));
    assertThat(gate.enter("db:5432", true, later)).contains(Duration.ofMillis(50));
  }

  @Test
  void ofALongQueueEverybodyComesBackWithinAMinute() {
    gate.enter("db:5432", false, NOW);
    gate.enter("db:5432", false, NOW);
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      waits.add(gate.enter("db:5432", false, NOW).orElseThrow());
    }
    assertThat(waits).isSorted();
    assertThat(waits.getLast()).isEqualTo(Duration.ofMinutes(1));
    assertThat(gate.enter("db:5432", true, NOW).orElseThrow()).isLessThan(Duration.ofSeconds(1));
  }

  /// Many that are unsettled would be claimed and put back all the time otherwise.
  @Test
  void theUnsettledComeBackOneAfterTheOtherWithinASecond() {
    gate.enter("db:5432", false, NOW);
    gate.enter("db:5432", false, NOW);
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waits.add(gate.enter("db:5432", true, NOW).orElseThrow());
    }
    assertThat(waits).isSorted();
    assertThat(waits.get(1)).isGreaterThan(waits.get(0));
    assertThat(waits.getLast()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aTargetThatDoesNotAnswerRaisesOneAlarm() {
    silence(10);

    assertThat(alarms).containsExactly("db:5432");
  }

  @Test
  void whatIsHeardOfATargetIsPassedOn() {
    silence(TargetGate.BREAKS_AFTER - 1);
    assertThat(heard).isEmpty();
    silence(2);
    gate.report("db:5432", Outcome.SUCCEEDED, NOW);
    assertThat(heard).containsExactly("db:5432 is silent", "db:5432 is silent", "db:5432 answered");
  }

  @Test
  void aTargetThatDoesNotAnswerIsLeftAloneButForWhatIsUnsettled() {
    silence(TargetGate.BREAKS_AFTER);

    assertThat(gate.enter("db:5432", false, NOW)).isPresent();
    assertThat(gate.enter("db:5432", true, NOW)).isEmpty();
  }

  @Test
  void afterAWhileOneLooksAgain() {
    silence(TargetGate.BREAKS_AFTER);
    Instant later = NOW.plus(TargetGate.LEFT_ALONE);

    assertThat(gate.enter("db:5432", false, later)).isEmpty();
    assertThat(gate.enter("db:5432", false, later)).isPresent();
  }

  @Test
  void anAnswerOpensTheGate() {
    silence(TargetGate.BREAKS_AFTER);

    gate.report("db:5432", Outcome.SUCCEEDED, NOW);

    assertThat(gate.enter("db:5432", false, NOW)).isEmpty();
    silence(TargetGate.BREAKS_AFTER);
    assertThat(alarms).hasSize(2);
  }

  @Test
  void aRefusalIsAnAnswer() {
    silence(2);
    gate.report("db:5432", new Failed(FailureClass.REFUSED, "wrong password", ""), NOW);
    silence(2);

    assertThat(alarms).isEmpty();
  }
}
