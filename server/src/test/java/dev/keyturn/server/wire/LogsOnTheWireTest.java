package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.logs.LogKeeper;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Service;
import dev.keyturn.testkit.SecretsFixture;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/// Holds the table of CloudWatch Logs against AWS's model.
class LogsOnTheWireTest {
  private final Service logs = service();

  private static Service service() {
    SecretsFixture fixture = new SecretsFixture();
    return new LogKeeper(
            new LogKeeper.Parts(
                fixture.store,
                fixture.master,
                new PageTokens(new byte[32]),
                new SecureRandom(),
                fixture.known,
                fixture.audit,
                fixture.clock))
        .service();
  }

  @Test
  void theTableFitsTheModel() {
    assertThat(ModelConformance.violations(logs, ServiceModel.of("logs"))).isEmpty();
    assertThat(logs.operations()).hasSize(17);
  }

  @Test
  void everyOperationIsAuthorizedUnderItsOwnName() {
    assertThat(logs.operations())
        .allSatisfy(it -> assertThat(it.action()).isEqualTo("logs:" + it.name()));
    assertThat(logs.operations().stream().map(Operation::name)).doesNotHaveDuplicates();
  }

  @Test
  void whatBreaksTheModelIsAnInvalidParameter() {
    Refusal refusal = logs.broken(new Refusal.Validation("1 validation error detected: …"));
    assertThat(refusal.code()).isEqualTo("InvalidParameterException");
    assertThat(refusal.text()).isEqualTo("1 validation error detected: …");
  }
}
