package dev.keyturn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.store.Write;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NanosTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1678-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "1970-01-01T00:00:00Z",
        "2026-11-21T12:00:00.123456789Z",
        "2262-01-01T00:00:00Z"
      })
  void keepAnInstantExactly(String text) {
    assertThat(Nanos.instant(Nanos.of(Instant.parse(text)))).isEqualTo(text);
  }

  @Test
  void orderWhatLiesBeyondBehindAllElse() {
    assertThat(Nanos.of(Instant.MAX)).isGreaterThan(Nanos.of(Write.LATEST));
    assertThat(Nanos.of(Instant.MIN)).isLessThan(Nanos.of(Write.EARLIEST));
  }
}
