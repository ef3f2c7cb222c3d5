package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Step;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Many secrets of one target.
class CareForTargetsTest {
  private final RotationFixture fixture = new RotationFixture();
  private final List<FakeTarget> targets = new ArrayList<>();

  private void rotate(String name, String server) {
    String value = "{\"engine\":\"postgres\",%s,\"name\":\"%s\"}".formatted(server, name);
    String arn = fixture.secrets.create(name, value, SecretsFixture.token()).arn();
    targets.add(fixture.functions.target(arn, value));
    fixture.rotate(name, FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, true);
  }

  private void runFor(Duration time) {
    for (long passed = 0; passed < time.toSeconds(); passed += 10) {
      fixture.engine.runDue();
      fixture.clock.advance(Duration.ofSeconds(10));
    }
  }

  @Test
  void aTargetThatIsDownRaisesOneAlarmForAllItsSecrets() {
    for (int i = 0; i < 12; i++) {
      rotate("app" + i, "\"host\":\"db\",\"port\":5432");
    }
    targets.forEach(target -> target.down(true));

    runFor(Duration.ofHours(1));
    assertThat(fixture.alarms).singleElement().asString().startsWith("db:5432: ");

    targets.forEach(target -> target.down(false));
    runFor(Duration.ofMinutes(20));
    assertThat(fixture.functions.steps()).filteredOn(Step.FINISH_SECRET::equals).hasSize(12);
    assertThat(fixture.alarms).hasSize(1);
  }
}
