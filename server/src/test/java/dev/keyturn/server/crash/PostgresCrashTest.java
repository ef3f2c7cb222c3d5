package dev.keyturn.server.crash;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PostgresCrashTest extends RotationCrashSuite {

  PostgresCrashTest() {
    super(new PostgresGround());
  }

  @Test
  @Timeout(300)
  void aPasswordThatIsSetBeforeItIsStoredIsFound() throws Exception {
    CrashLab careless = lab("careless", true);
    Scenario first = new Scenario(PostgresGround.SINGLE_USER, false);
    List<Victim> victims = careless.prepare(List.of(first, first));
    int committed = careless.points(victims.getFirst()).indexOf("after commit") + 1;

    assertThatThrownBy(() -> careless.crash(victims.getLast(), committed))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("While down after commit: a stored value opens");
  }
}
