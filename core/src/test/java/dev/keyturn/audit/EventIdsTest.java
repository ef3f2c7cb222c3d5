package dev.keyturn.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventIdsTest {
  @Test
  void noTwoAreTheSameAlsoFromThreadsAtATime() {
    EventIds ids = new EventIds();
    assertThat(
            IntStream.range(0, 100_000)
                .parallel()
                .mapToObj(_ -> ids.next())
                .collect(Collectors.toSet()))
        .hasSize(100_000);
  }

  @Test
  void anotherStartBeginsElsewhere() {
    assertThat(Stream.generate(EventIds::new).limit(1000).map(EventIds::next))
        .doesNotHaveDuplicates();
  }

  @Test
  void anIdIsAUuidOfItsOwnVersion() {
    UUID id = UUID.fromString(new EventIds().next());
    assertThat(id.version()).isEqualTo(8);
    assertThat(id.variant()).isEqualTo(2);
  }
}
