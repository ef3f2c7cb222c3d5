package dev.keyturn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private final Remembered<String, String> remembered = new Remembered<>(12);

  @Test
  void whatWasNeverKnownIsNothing() {
    assertThat(remembered.get("a")).isNull();
  }

  @Test
  void whatCameOnceIsNotKept() {
    remembered.put("a", "once");
    assertThat(remembered.get("a")).isNull();
  }

  @Test
  void whatWasKnownLastStays() {
    remembered.put("a", "once");
    remembered.put("a", "first");
    remembered.put("a", "second");
    assertThat(remembered.get("a")).isEqualTo("second");
  }

  @Test
  void ofTheSameHashTheFourLastStay() {
    List<String> keys = List.of("AaAa", "AaBB", "BBAa", "BBBB", "C#Aa");
    assertThat(keys).extracting(String::hashCode).containsOnly("AaAa".hashCode());
    remembered.put("AaAa", "once");
    keys.forEach(key -> remembered.put(key, key));
    remembered.put("BBAa", "again");
    assertThat(keys.stream().map(remembered::get))
        .containsExactly(null, "AaBB", "again", "BBBB", "C#Aa");
  }

  @Test
  void manyPushEachOtherOutButNeverMixUp() {
    int known = 0;
    for (int i = 0; i < 100_000; i++) {
      remembered.put("key " + i, "once");
      remembered.put("key " + i, "value " + i);
    }
    for (int i = 0; i < 100_000; i++) {
      String value = remembered.get("key " + i);
      if (value != null) {
        assertThat(value).isEqualTo("value " + i);
        known++;
      }
    }
    assertThat(known).isBetween(5_000, 16_384);
  }
}
