package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CharacterBudgetTest {
  @Test
  void whatCameBeforeGoesWhenThereIsTooMuch() {
    CharacterBudget budget = new CharacterBudget(10);
    assertThat(budget.isExceededBy(6)).isFalse();
    assertThat(budget.isExceededBy(4)).isFalse();
    assertThat(budget.isExceededBy(7)).isTrue();
    assertThat(budget.isExceededBy(3)).isFalse();
    assertThat(budget.isExceededBy(1)).isTrue();
  }
}
