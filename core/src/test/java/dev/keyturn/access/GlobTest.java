package dev.keyturn.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "a, a, true",
    "a, A, false",
    "a, ab, false",
    "'', '', true",
    "'', a, false",
    "*, '', true",
    "*, anything, true",
    "**, anything, true",
    "?, '', false",
    "?, a, true",
    "?, ab, false",
    "a*, a, true",
    "a*, ba, false",
    "*a, ba, true",
    "*a, ab, false",
    "a*a, a, false",
    "a*a, aa, true",
    "a*b*c, aXbYc, true",
    "a*b*c, acb, false",
    "*b*b*, ab, false",
    "*b*b*, abb, true",
    "a?c*?e, abcde, true",
    "a?c*?e, abce, false",
    "*a?c*, xxabcxx, true",
    "app-??????, app-AbC123, true",
    "app-??????, app-AbC1234, false",
    "app-*, app-AbC1234, true",
    "*?, a, true",
    "*?, '', false"
  })
  void wildcardsStandForWhatTheyStandFor(String pattern, String text, boolean matches) {
    assertThat(Glob.of(pattern).matches(text)).isEqualTo(matches);
  }

  @Test
  void literalsHaveNoWildcards() {
    Glob glob = new Glob.Builder().pattern("a*").literal("*?").build();
    assertThat(glob.matches("ab*?")).isTrue();
    assertThat(glob.matches("abcd")).isFalse();
  }

  /// The plain definition, exponential at worst.
  private static boolean naive(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    if (pattern.charAt(0) == '*') {
      return naive(pattern.substring(1), text)
          || (!text.isEmpty() && naive(pattern, text.substring(1)));
    }
    return !text.isEmpty()
        && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
        && naive(pattern.substring(1), text.substring(1));
  }

  private static String random(Random random, String alphabet, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  void agreesWithThePlainDefinition() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      String pattern = random(random, "ab*?", 8);
      String text = random(random, "ab", 10);
      assertThat(Glob.of(pattern).matches(text))
          .as("%s and %s", pattern, text)
          .isEqualTo(naive(pattern, text));
    }
  }

  /// Long pieces in long texts are looked for in another way, which has to find the same.
  @Test
  void findsLongPiecesWhereTheyAre() {
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      String piece = "a".repeat(random.nextInt(200)) + random(random, "ab?", 120) + "b";
      String text = random(random, "ab", 40) + "a".repeat(300) + random(random, "ab", 900);
      boolean found = false;
      for (int at = 0; at + piece.length() <= text.length(); at++) {
        found |= Glob.of(piece).matches(text.substring(at, at + piece.length()));
      }
      assertThat(Glob.of("*" + piece + "*").matches(text)).isEqualTo(found);
    }
  }

  @Test
  void hostilePatternsTakeNoLongerThanOthers() {
    String text = "a".repeat(60_000);
    String stars = "*a".repeat(10_000) + "*b*";
    String questions = "*" + "a?".repeat(10_000) + "b*";
    String halves = "*" + "a".repeat(20_000) + "b*" + "a".repeat(10_000) + "*b";
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (String pattern : new String[] {stars, questions, halves}) {
            assertThat(Glob.of(pattern).matches(text)).isFalse();
          }
        });
  }
}
