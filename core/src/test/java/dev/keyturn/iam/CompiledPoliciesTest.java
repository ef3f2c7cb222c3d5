package dev.keyturn.iam;

import static dev.keyturn.iam.IdentitiesFixture.ANYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.Policy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CompiledPoliciesTest {
  private final AtomicInteger full = new AtomicInteger();
  private final CompiledPolicies policies = new CompiledPolicies(full::incrementAndGet);

  @Test
  void aDocumentIsCompiledOnceForAllWhoHaveIt() {
    Policy first = policies.of(ANYTHING);
    assertThat(policies.of(new String(ANYTHING.toCharArray()))).isSameAs(first);
    assertThat(full).hasValue(0);
  }

  @Test
  void everythingIsForgottenBeforeItTakesTooMuch() {
    Policy first = policies.of(ANYTHING);
    for (int i = 0; i < 100; i++) {
      policies.of(ANYTHING + " ".repeat(10_000 + i));
    }
    assertThat(full).hasValue(1);
    assertThat(policies.of(ANYTHING)).isNotSameAs(first);
  }

  @Test
  void whatIsKeptBesideThemCounts() {
    policies.charge(1_000_000);
    assertThat(full).hasValue(0);
    policies.of(ANYTHING);
    assertThat(full).hasValue(1);
  }
}
