package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.testkit.SecretsFixture;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GetRandomPasswordTest {
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String DIGITS = "0123456789";
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private final SecretsFixture fixture = new SecretsFixture();

  /// @param exclude letters of the types to leave out: n, p, u, l
  private String password(
      long length, String exclude, String characters, boolean space, boolean each) {
    return fixture
        .send(
            new GetRandomPassword.Input(
                Optional.of(length),
                Optional.of(characters),
                Optional.of(exclude.contains("n")),
                Optional.of(exclude.contains("p")),
                Optional.of(exclude.contains("u")),
                Optional.of(exclude.contains("l")),
                Optional.of(space),
                Optional.of(each)),
            GetRandomPassword.Output.class)
        .randomPassword()
        .revealString();
  }

  private String password() {
    return fixture
        .send(
            new GetRandomPassword.Input(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            GetRandomPassword.Output.class)
        .randomPassword()
        .revealString();
  }

  private static boolean hasAny(String password, String of) {
    return password.chars().anyMatch(it -> of.indexOf(it) >= 0);
  }

  @Test
  void theDefaultIsThirtyTwoCharactersOfEachTypeButSpace() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      String password = password();
      assertThat(password).hasSize(32).doesNotContain(" ");
      assertThat(hasAny(password, LOWER)).isTrue();
      assertThat(hasAny(password, UPPER)).isTrue();
      assertThat(hasAny(password, DIGITS)).isTrue();
      assertThat(hasAny(password, PUNCTUATION)).isTrue();
      assertThat(seen.add(password)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "p", "u", "l", "np", "npu", "upl", "nul"})
  void excludedTypesAreAbsent(String exclude) {
    for (int i = 0; i < 50; i++) {
      String password = password(8, exclude, "", false, true);
      assertThat(hasAny(password, DIGITS)).isEqualTo(!exclude.contains("n"));
      assertThat(hasAny(password, PUNCTUATION)).isEqualTo(!exclude.contains("p"));
      assertThat(hasAny(password, UPPER)).isEqualTo(!exclude.contains("u"));
      assertThat(hasAny(password, LOWER)).isEqualTo(!exclude.contains("l"));
    }
  }

  @Test
  void excludedCharactersAreAbsent() {
    for (int i = 0; i < 100; i++) {
      assertThat(hasAny(password(32, "", "/@\"'\\aA0", false, true), "/@\"'\\aA0")).isFalse();
    }
  }

  @Test
  void spaceIsATypeOfItsOwn() {
    for (int i = 0; i < 50; i++) {
      assertThat(password(5, "", "", true, true)).contains(" ").hasSize(5);
    }
    assertThat(password(20, "npul", "", true, true)).isBlank().hasSize(20);
  }

  @Test
  void theShortestPossibleHasEachTypeOnce() {
    String password = password(4, "", "", false, true);
    assertThat(hasAny(password, LOWER) && hasAny(password, PUNCTUATION)).isTrue();
    assertThatThrownBy(() -> password(3, "", "", false, true))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage("Password length is too short based on the required types.");
    assertThat(password(1, "", "", false, false)).hasSize(1);
  }

  @Test
  void everyCharacterOfEveryPlaceIsAboutAsLikely() {
    int[] firsts = new int[128];
    for (int i = 0; i < 9_400; i++) {
      firsts[password(1, "", "", false, false).charAt(0)]++;
    }
    for (char each : (LOWER + UPPER + DIGITS + PUNCTUATION).toCharArray()) {
      // 100 are expected, and 6 standard deviations are allowed.
      assertThat(firsts[each]).isBetween(40, 160);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 4097, Long.MAX_VALUE})
  void aLengthOutOfRangeIsRefused(long length) {
    assertThatThrownBy(() -> password(length, "", "", false, true))
        .isInstanceOf(Validation.class)
        .hasMessageStartingWith(
            "1 validation error detected: Value '"
                + length
                + "' at 'passwordLength' failed to"
                + " satisfy constraint: Member must have value ");
  }

  @Test
  void theLongestIsMade() {
    assertThat(password(4096, "", "", false, true)).hasSize(4096);
  }

  @Test
  void nothingLeftIsRefusedAndNamed() {
    assertThatThrownBy(() -> password(8, "npul", "", false, true))
        .isInstanceOf(InvalidParameter.class);
    assertThatThrownBy(() -> password(8, "", DIGITS, false, true))
        .isInstanceOf(InvalidParameter.class)
        .hasMessageContaining("numbers");
    assertThat(hasAny(password(8, "", DIGITS, false, false), DIGITS)).isFalse();
  }

  @Test
  void theAuditDoesNotSeeIt() {
    String password = password();
    assertThat(fixture.audit.events().getLast().toString()).doesNotContain(password);
  }
}
