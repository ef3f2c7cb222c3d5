package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastReadsTest {
  @Test
  void theLaterDayOfEachVersionStays() {
    LastReads both = LastReads.of("a", 5).and(LastReads.of("b", 7)).and(LastReads.of("a", 4));
    assertThat(both.of("a")).contains(5L);
    assertThat(both.of("b")).contains(7L);
    assertThat(both.last()).contains(7L);
  }

  @Test
  void neverReadHasNoDay() {
    assertThat(LastReads.NONE.last()).isEmpty();
    assertThat(LastReads.of("a", 5).of("b")).isEmpty();
  }

  @Test
  void noMoreVersionsAreKeptThanASecretMayHaveTheLatestReadFirst() {
    LastReads all = LastReads.NONE;
    for (int day = 0; day <= VersionLimits.VERSIONS; day++) {
      all = all.and(LastReads.of("v" + day, day));
    }
    assertThat(all.versions()).hasSize(VersionLimits.VERSIONS).doesNotContainKey("v0");
  }
}
