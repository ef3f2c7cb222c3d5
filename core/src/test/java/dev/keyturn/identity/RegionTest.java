package dev.keyturn.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTest {
  private static final Pattern RULE = Pattern.compile("([a-z]+-)+\\d+");

  @ParameterizedTest
  @ValueSource(strings = {"eu-west-1", "us-gov-east-1", "ap-southeast-12", "a-0"})
  void aCodeIsWordsAndANumber(String code) {
    assertThat(new Region(code)).hasToString(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "-1",
        "1",
        "eu",
        "eu-",
        "eu--1",
        "-eu-1",
        "EU-west-1",
        "eu-west-1 ",
        "eu-west-١",
        "eu1-west-1",
        "eu-west-1a",
        "eu/west-1"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> new Region(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCodeHasAtMost64Characters() {
    assertThat(Region.isCode("a".repeat(62) + "-1")).isTrue();
    assertThat(Region.isCode("a".repeat(63) + "-1")).isFalse();
  }

  @Test
  void theRuleIsThatOfTheRegularExpression() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      String text =
          random
              .ints(random.nextInt(8), 0, 5)
              .mapToObj(each -> String.valueOf("ab-19".charAt(each)))
              .collect(Collectors.joining());
      assertThat(Region.isCode(text)).as(text).isEqualTo(RULE.matcher(text).matches());
    }
  }
}
