package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NotedTodayTest {
  private final NotedToday noted = new NotedToday();

  @Test
  void aVersionIsNewOnceADay() {
    assertThat(noted.isNew("app", "v1", 20_000)).isTrue();
    assertThat(noted.isNew("app", "v1", 20_000)).isFalse();
    assertThat(noted.isNew("app", "v2", 20_000)).isTrue();
    assertThat(noted.isNew("web", "v1", 20_000)).isTrue();
    assertThat(noted.isNew("app", "v1", 20_001)).isTrue();
  }

  @Test
  void secretAndVersionDoNotRunIntoEachOther() {
    assertThat(noted.isNew("appv", "1", 20_000)).isTrue();
    assertThat(noted.isNew("app", "v1", 20_000)).isTrue();
  }

  @Test
  void aMillionAreKnownApart() {
    assertThat(IntStream.range(0, 1_000_000).filter(i -> noted.isNew("app" + i, "v", 20_000)))
        .hasSize(1_000_000);
    assertThat(
            IntStream.range(0, 1_000_000).filter(i -> noted.isNew("app" + i, "v", 20_000)).count())
        .isLessThan(200_000);
  }
}
