package dev.keyturn.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.alarm.Alarm.Event;
import dev.keyturn.alarm.Alarms.Claimed;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.MemoryStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final String ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf";

  private final MemoryStore store = new MemoryStore();
  private final ManualClock clock = ManualClock.at("2026-11-21T10:00:00Z");
  private final Alarms alarms = new Alarms(store);

  private void raise(Cause cause) {
    alarms.raise(Alarm.raised(cause, ARN, clock.instant(), "what is wrong", "what to do"));
  }

  private void clear(Cause cause) {
    alarms.clear(cause, ARN, clock.instant());
  }

  private Optional<Claimed> claim() {
    return alarms.claim(clock.instant(), LEASE);
  }

  private Alarm tell() {
    Claimed claimed = claim().orElseThrow();
    alarms.told(claimed);
    return claimed.alarm();
  }

  @Test
  void anAlarmIsToldOnceHoweverOftenItIsRaised() {
    raise(Cause.STUCK);
    raise(Cause.STUCK);
    assertThat(tell().text()).isEqualTo("what is wrong");
    raise(Cause.STUCK);
    assertThat(claim()).isEmpty();
    assertThat(alarms.raised()).extracting(Alarm::cause).containsExactly(Cause.STUCK);
  }

  @Test
  void eachConditionHasAnAlarmOfItsOwn() {
    raise(Cause.STUCK);
    raise(Cause.OVERDUE);
    assertThat(alarms.untold()).isEqualTo(2);
    assertThat(tell().cause()).isNotEqualTo(tell().cause());
    assertThat(alarms.untold()).isZero();
  }

  @Test
  void itsEndIsToldOnceAndThenItIsForgotten() {
    raise(Cause.STUCK);
    Alarm raised = tell();
    clock.advance(Duration.ofMinutes(5));
    clear(Cause.STUCK);
    clear(Cause.STUCK);
    assertThat(alarms.raised()).isEmpty();
    Alarm cleared = tell();
    assertThat(cleared.event()).isEqualTo(Event.CLEARED);
    assertThat(cleared.text()).contains(raised.at().toString());
    assertThat(cleared.id()).isNotEqualTo(raised.id());
    clear(Cause.STUCK);
    assertThat(claim()).isEmpty();
    assertThat(alarms.untold()).isZero();
  }

  @Test
  void ofWhatNobodyWasToldNoEndIsTold() {
    raise(Cause.FAILED);
    clear(Cause.FAILED);
    assertThat(claim()).isEmpty();
  }

  @Test
  void whatEndsWhileItIsBeingToldIsToldToEndAfterwards() {
    raise(Cause.FAILED);
    Claimed telling = claim().orElseThrow();
    clear(Cause.FAILED);
    assertThat(claim()).as("while the one before is on its way").isEmpty();
    alarms.told(telling);
    clock.advance(LEASE);
    assertThat(tell().event()).isEqualTo(Event.CLEARED);
  }

  @Test
  void whatBeginsAgainBeforeItsEndWasToldIsTold() {
    raise(Cause.FAILED);
    tell();
    clear(Cause.FAILED);
    raise(Cause.FAILED);
    assertThat(tell().event()).isEqualTo(Event.RAISED);
    assertThat(claim()).isEmpty();
  }

  @Test
  void whatCouldNotBeToldIsTriedAgainUnderTheSameId() {
    raise(Cause.STUCK);
    Claimed first = claim().orElseThrow();
    alarms.postponed(first, clock.instant().plusSeconds(60));
    assertThat(claim()).isEmpty();
    assertThat(alarms.untold()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(60));
    Claimed second = claim().orElseThrow();
    assertThat(second.alarm().id()).isEqualTo(first.alarm().id());
    assertThat(second.alarm().tries()).isEqualTo(1);
  }

  @Test
  void whatAProcessThatDiedWasTellingIsToldByTheNext() {
    raise(Cause.STUCK);
    Claimed lost = claim().orElseThrow();
    clock.advance(LEASE);
    Claimed found = new Alarms(store).claim(clock.instant(), LEASE).orElseThrow();
    assertThat(found.alarm()).isEqualTo(lost.alarm());
    alarms.told(lost);
    assertThat(alarms.untold()).as("the one that lost its claim changes nothing").isEqualTo(1);
  }
}
