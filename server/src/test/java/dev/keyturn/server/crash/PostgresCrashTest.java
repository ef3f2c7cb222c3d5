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
    Victim victim =
        careless.prepare(List.of(new Scenario(PostgresGround.SINGLE_USER, false))).getFirst();

    assertThatThrownBy(() -> careless.crashCarelessly(victim))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("While down after commit: a stored value opens");
  }
}
