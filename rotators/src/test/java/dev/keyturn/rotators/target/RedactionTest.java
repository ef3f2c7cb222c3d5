package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.key.SecretValue;
import org.junit.jupiter.api.Test;

class RedactionTest {

  @Test
  void passwordsInUseAreTakenOut() {
    Redaction redaction =
        new Redaction(SecretValue.ofString("old$one"), SecretValue.ofString("new.one"));
    assertThat(redaction.of("ALTER from old$one to new.one failed"))
        .isEqualTo("ALTER from [redacted] to [redacted] failed");
  }

  @Test
  void verifiersAreTakenOut() {
    assertThat(
            new Redaction()
                .of("near \"PASSWORD 'SCRAM-SHA-256$4096:c2FsdA==$a:b' and 'md5' || 'x'\""))
        .doesNotContain("c2FsdA")
        .contains("[redacted]");
    assertThat(new Redaction().of("md5" + "0a".repeat(16))).isEqualTo("[redacted]");
  }

  @Test
  void anEmptySecretTakesNothingOut() {
    assertThat(new Redaction(SecretValue.ofString("")).of("as it was")).isEqualTo("as it was");
  }
}
