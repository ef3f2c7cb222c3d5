package dev.keyturn.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.InvalidNextToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {
  private final PageTokens tokens = new PageTokens(new byte[32]);

  @ParameterizedTest
  @ValueSource(strings = {"", "app", "prod/ä\n1"})
  void aTokenLeadsBackToItsPosition(String position) {
    assertThat(tokens.position("list", tokens.issue("list", position))).isEqualTo(position);
  }

  @Test
  void aTokenServesItsOwnListingOnly() {
    String token = tokens.issue("list 1", "app");
    assertInvalid(() -> tokens.position("list 2", token));
    assertInvalid(() -> new PageTokens(new byte[] {1}).position("list 1", token));
    assertInvalid(() -> tokens.position("list 1a", tokens.issue("list 1", "aapp")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "not base64!", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA", "ä"})
  void whatIsNoTokenIsRefused(String token) {
    assertInvalid(() -> tokens.position("list", token));
  }

  @Test
  void aChangedTokenIsRefused() {
    String token = tokens.issue("list", "app");
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertInvalid(() -> tokens.position("list", changed));
    }
  }

  private static void assertInvalid(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(InvalidNextToken.class)
        .extracting(refusal -> ((Refusal) refusal).code())
        .isEqualTo("InvalidNextTokenException");
  }
}
