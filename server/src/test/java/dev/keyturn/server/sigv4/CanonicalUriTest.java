package dev.keyturn.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalUriTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "|/",
        "/|/",
        "//|/",
        "/.|/",
        "/..|/",
        "/../..|/",
        "/a|/a",
        "/a/|/a/",
        "/a//b|/a/b",
        "/a/./b|/a/b",
        "/a/b/..|/a",
        "/a/b/../|/a/",
        "/a/../../b|/b",
        "/a b|/a%20b",
        "/a%20b|/a%2520b",
        "/a+b|/a%2Bb",
        "/a:b@c|/a%3Ab%40c",
        "/-._~|/-._~",
        "/π|/%CF%80"
      })
  void pathsAreNormalizedAndEncodedOnceMore(String raw, String canonical) {
    assertThat(CanonicalUri.path(raw == null ? "" : raw)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a|a=",
        "a=|a=",
        "=b|=b",
        "a=b=c|a=b%3Dc",
        "b=2&a=1|a=1&b=2",
        "a=2&a=1|a=1&a=2",
        "a=1&&b=2|a=1&b=2",
        "a1=x&a=y|a=y&a1=x",
        "A=1&a=2|A=1&a=2",
        "a=%7e|a=~",
        "a=%2f|a=%2F",
        "a=/|a=%2F",
        "a=b c|a=b%20c",
        "a=b+c|a=b%2Bc",
        "a=%|a=%25",
        "a=%zz|a=%25zz",
        "a=%4|a=%254",
        "%61=b|a=b",
        "π=1|%CF%80=1"
      })
  void queriesAreSortedAndEncodedExactlyOnce(String raw, String canonical) {
    assertThat(CanonicalUri.query(raw)).isEqualTo(canonical);
  }

  @Test
  void theOrderOfParametersDoesNotMatter() {
    List<String> parameters = Arrays.asList("a=1", "a=2", "b", "c=%20", "%C3%A9=x", "A=0");
    String canonical = CanonicalUri.query(String.join("&", parameters));
    Random random = new Random(7117);
    for (int i = 0; i < 100; i++) {
      Collections.shuffle(parameters, random);
      assertThat(CanonicalUri.query(String.join("&", parameters))).isEqualTo(canonical);
    }
  }

  @Test
  void aCanonicalQueryIsItsOwnCanonicalForm() {
    Random random = new Random(7118);
    for (int i = 0; i < 1_000; i++) {
      StringBuilder raw = new StringBuilder();
      for (int j = random.nextInt(20); j >= 0; j--) {
        raw.append("ab%=&2F+ /π".charAt(random.nextInt(11)));
      }
      String canonical = CanonicalUri.query(raw.toString());
      assertThat(CanonicalUri.query(canonical)).as(raw.toString()).isEqualTo(canonical);
    }
  }
}
