package dev.keyturn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeyRangeTest {
  @Test
  void endsBeforeThePrefixWithItsLastCharacterGrown() {
    assertThat(KeyRange.of("a/", "")).isEqualTo(new KeyRange("a/", Optional.of("a0")));
    assertThat(KeyRange.of("é", "").to()).contains("ê");
  }

  @Test
  void growsPastTheSurrogatesWhichHaveNoBytes() {
    assertThat(KeyRange.of("\uD7FF", "").to()).contains("\uE000");
    assertThat(KeyRange.of("\uFFFF", "").to()).contains("\uD800\uDC00");
  }

  @Test
  void carriesWhenTheLastCharacterCannotGrow() {
    assertThat(KeyRange.of("a\uDBFF\uDFFF", "").to()).contains("b");
    assertThat(KeyRange.of("\uDBFF\uDFFF", "").to()).isEmpty();
    assertThat(KeyRange.of("", "").to()).isEmpty();
  }

  @Test
  void startsBehindTheKeyOfThePageBefore() {
    assertThat(KeyRange.of("a/", "a/1").from()).isEqualTo("a/1\u0001");
    assertThat(KeyRange.of("a/", "Z").from()).isEqualTo("a/");
    assertThat(KeyRange.of("\uFFFF", "\uD83D\uDD11").from()).isEqualTo("\uD83D\uDD11\u0001");
  }
}
