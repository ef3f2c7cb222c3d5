package dev.keyturn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  private static final Instant START = Instant.parse("2026-11-21T16:00:00Z");

  private static String arn(int i) {
    return "arn:aws:secretsmanager:eu-west-1:000000000000:secret:app-" + i + "-AbCdEf";
  }

  @Test
  void itIsOpenFromItsStartToItsLastSecond() {
    Window window = Window.of(START, Duration.ofHours(2));
    assertThat(window.latest()).isEqualTo("2026-11-21T17:59:59Z");
    assertThat(window.isOpenAt(START.minusMillis(1))).isFalse();
    assertThat(window.isOpenAt(START)).isTrue();
    assertThat(window.isOpenAt(window.latest())).isTrue();
    assertThat(window.isOpenAt(window.latest().plusMillis(1))).isFalse();
    assertThat(window.isOverAt(window.end())).isTrue();
  }

  @Test
  void anEmptyWindowCannotBeMade() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Window(START, START));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 24})
  void aSecretHasTheSamePlaceInEveryWindow(int hours) {
    Window today = Window.of(START, Duration.ofHours(hours));
    Window tomorrow = Window.of(START.plus(Duration.ofDays(1)), Duration.ofHours(hours));
    for (int i = 0; i < 100; i++) {
      assertThat(Duration.between(today.start(), today.startFor(arn(i))))
          .isEqualTo(Duration.between(tomorrow.start(), tomorrow.startFor(arn(i))));
    }
  }

  @Test
  void thePlaceNeverChangesBetweenReleases() {
    assertThat(Window.of(START, Duration.ofHours(24)).startFor(arn(1)))
        .isEqualTo("2026-11-21T17:24:10.851Z");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 24})
  void startsLeaveRoomForSecondAttempts(int hours) {
    Window window = Window.of(START, Duration.ofHours(hours));
    Duration room = hours < 4 ? Duration.ofMinutes(15L * hours) : Duration.ofHours(1);
    for (int i = 0; i < 10_000; i++) {
      assertThat(
              window.startFor(UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8)}) + ""))
          .isBetween(window.start(), window.end().minus(room));
    }
  }

  @Test
  void manySecretsAreSpreadEvenly() {
    Window window = Window.of(START, Duration.ofHours(1));
    int secrets = 90_000;
    int[] perMinute = new int[45];
    for (int i = 0; i < secrets; i++) {
      Duration offset = Duration.between(window.start(), window.startFor(arn(i)));
      perMinute[Math.toIntExact(offset.toMinutes())]++;
    }
    assertThat(IntStream.of(perMinute).min().orElseThrow()).isCloseTo(2_000, within(200));
    assertThat(IntStream.of(perMinute).max().orElseThrow()).isCloseTo(2_000, within(200));
  }
}
