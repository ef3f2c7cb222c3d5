package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A process that stalls (SIGSTOP, a virtual machine that is moved) between a log-in and the
/// statement that follows, while another engine works on the same store.
class StalledWorkerTest {
  private static final Duration LEASE = EngineSettings.DEFAULT.lease();

  private final RotationFixture fixture = new RotationFixture();
  private final Operator operator = new Operator(fixture);
  private final RotationEngine other = fixture.engine(EngineSettings.DEFAULT);

  /// As soon as the other engine may have the claim, it brings everything to rest.
  private void takeOver() {
    int claims = 0;
    for (int second = 0; second <= 2 * LEASE.toSeconds(); second++) {
      claims += other.runDue();
      fixture.clock.advance(Duration.ofSeconds(1));
    }
    assertThat(claims).isPositive();
  }

  @Test
  void firesNoStatementOnceAnotherHasGivenItsRotationUp() {
    fixture.functions.stall(() -> {
      operator.abandon();
      takeOver();
      fixture.assertAtRest();
    });
    fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    fixture.assertAtRest();
    assertThat(fixture.carrier("AWSCURRENT")).contains(fixture.first);
  }

  @Test
  void firesNoStatementOnceAnotherHasRotatedOn() {
    AtomicInteger rotations = new AtomicInteger();
    fixture.functions.stall(() -> {
      takeOver();
      fixture.rotate(FakeFunctions.SINGLE_USER);
      rotations.addAndGet(other.runDue());
      fixture.assertAtRest();
    });
    fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    assertThat(rotations).hasValue(1);
    fixture.assertAtRest();
  }

  @Test
  void settlesNothingOnceAnotherHasSettledToALaterValue() {
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    fixture.functions.stall(() -> {
      fixture.secrets.put("app", "by hand", SecretsFixture.token());
      takeOver();
      fixture.assertAtRest();
    });

    operator.restore("AWSPREVIOUS");
    fixture.engine.runDue();

    assertThat(fixture.secrets.read("app")).isEqualTo("by hand");
    fixture.assertAtRest();
  }

  @Test
  void whatItHeldIsNotTakenOverBeforeItsSessionsAreGone() {
    fixture.functions.stall(() -> {
      fixture.clock.advance(FakeFunctions.IDLE_TIMEOUT);
      assertThat(other.runDue()).isZero();
    });
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);

    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }
}
