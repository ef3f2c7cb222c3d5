package dev.keyturn.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.PolicyCases.Case;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyCasesTest {

  static Stream<Case> cases() {
    return PolicyCases.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isDecidedAsTheRuleSays(Case each) throws MalformedPolicy {
    assertThat(PolicyCases.decide(each)).isEqualTo(each.expected());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void thePlainImplementationKnowsTheSameRules(Case each) {
    assertThat(NaivePolicies.decide(each)).isEqualTo(each.expected());
  }

  @Test
  void thereAreCasesForEveryRule() {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(400);
  }
}
