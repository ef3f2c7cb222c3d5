package dev.keyturn.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContextTest {
  /// What is stored was sealed with these bytes: they must never become others.
  @Test
  void everyTextStandsBehindItsLengthInTheOrderOfTheNames() {
    assertThat(HexFormat.of().formatHex(Context.of(Map.of("b", "ä", "a", "")).bytes()))
        .isEqualTo("00000001" + "61" + "00000000" + "00000001" + "62" + "00000002" + "c3a4");
  }

  @Test
  void theOrderOfTheEntriesDoesNotMatter() {
    Map<String, String> there = new LinkedHashMap<>();
    there.put("SecretARN", "arn");
    there.put("SecretVersionId", "id");
    Map<String, String> back = new LinkedHashMap<>();
    back.put("SecretVersionId", "id");
    back.put("SecretARN", "arn");
    assertThat(Context.of(there).bytes()).isEqualTo(Context.of(back).bytes());
  }

  @Test
  void nothingIsNoBytes() {
    assertThat(Context.of(Map.of()).bytes()).isEmpty();
  }

  @Test
  void textsThatJoinToTheSameAreDifferentContexts() {
    assertThat(Context.of(Map.of("ab", "c")).bytes())
        .isNotEqualTo(Context.of(Map.of("a", "bc")).bytes());
  }
}
