package dev.keyturn.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.operation.Refusal.Validation;
import org.junit.jupiter.api.Test;

class RefusalTest {

  /// A caller's own words come back in texts, and go into the audit log.
  @Test
  void aTextIsNoLongerThanALogCanBear() {
    String text = new MalformedPolicyDocument("x".repeat(100_000)).text();
    assertThat(text).hasSize(8_195).endsWith("x...");
  }

  @Test
  void whatAwsSaysIsNeverCut() {
    String text = "1 validation error detected: ".repeat(200);
    assertThat(new Validation(text).text()).isEqualTo(text);
  }
}
