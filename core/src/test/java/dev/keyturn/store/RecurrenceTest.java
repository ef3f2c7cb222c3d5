package dev.keyturn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecurrenceTest {
  private final Recurrence recurrence = new Recurrence();

  @Test
  void whatCameNotLongAgoComesAgain() {
    assertThat(recurrence.again("a")).isFalse();
    assertThat(recurrence.again("a")).isTrue();
  }

  @Test
  void theHashOfNothingComesOnceToo() {
    assertThat(recurrence.again("")).isFalse();
    assertThat(recurrence.again("")).isTrue();
  }

  @Test
  void aWalkThroughEverythingComesOnce() {
    assertThat(IntStream.range(0, 1_000_000).filter(i -> recurrence.again("key " + i)).count())
        .isLessThan(10_000);
    assertThat(IntStream.range(0, 1000).filter(i -> recurrence.again("key " + i)).count())
        .isLessThan(100);
  }
}
