package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessDaysTest {
  private final SecretsFixture fixture = new SecretsFixture();

  AccessDaysTest() {
    fixture.create("app", "x");
  }

  private long written() {
    return fixture.store.scan("access-day", "", "", 100).stream()
        .mapToLong(document -> document.revision())
        .sum();
  }

  @Test
  void aReadIsShownAsTheMidnightOfItsDay() {
    assertThat(fixture.describe("app").lastAccessedDate()).isEmpty();
    fixture.read("app");
    assertThat(fixture.describe("app").lastAccessedDate())
        .contains(Instant.parse("2026-11-21T00:00:00Z"));
    fixture.clock.advance(Duration.ofHours(17));
    fixture.read("app");
    assertThat(fixture.describe("app").lastAccessedDate())
        .contains(Instant.parse("2026-11-22T00:00:00Z"));
  }

  @Test
  void describingIsNoRead() {
    fixture.describe("app");
    assertThat(fixture.describe("app").lastAccessedDate()).isEmpty();
  }

  @Test
  void aReadWritesNothingByItself() {
    fixture.read("app");
    assertThat(written()).isZero();
    fixture.accesses.flush();
    assertThat(written()).isEqualTo(1);
  }

  @Test
  void whatWasFlushedSurvivesARestart() {
    fixture.read("app");
    fixture.accesses.flush();
    SecretKey key = SecretKey.parse(fixture.store.scan("secret", "", "", 1).getFirst().key().key());
    assertThat(new AccessDays(fixture.store).of(key))
        .contains(Instant.parse("2026-11-21T00:00:00Z"));
  }

  @Test
  void aDayIsWrittenOnce() {
    for (int i = 0; i < 3; i++) {
      fixture.read("app");
      fixture.accesses.flush();
    }
    assertThat(written()).isEqualTo(1);
    fixture.clock.advance(Duration.ofDays(1));
    fixture.read("app");
    fixture.accesses.flush();
    assertThat(written()).isEqualTo(2);
  }

  @Test
  void whatWasNotedWaitsForAMinute() {
    fixture.accesses.flushWhenDue(fixture.clock.instant());
    fixture.read("app");
    fixture.clock.advance(Duration.ofSeconds(59));
    fixture.accesses.flushWhenDue(fixture.clock.instant());
    assertThat(written()).isZero();
    fixture.clock.advance(Duration.ofSeconds(1));
    fixture.accesses.flushWhenDue(fixture.clock.instant());
    assertThat(written()).isEqualTo(1);
  }

  @Test
  void aReadFromBeforeMidnightSetsNoDayBack() {
    SecretKey key = SecretKey.parse(fixture.store.scan("secret", "", "", 1).getFirst().key().key());
    AccessDays days = new AccessDays(fixture.store);
    days.touch(key, "v1", Instant.parse("2026-11-22T00:00:00Z"));
    days.flush();
    days.touch(key, "v1", Instant.parse("2026-11-21T23:59:59Z"));
    days.flush();
    assertThat(new AccessDays(fixture.store).of(key))
        .contains(Instant.parse("2026-11-22T00:00:00Z"));
  }

  @Test
  void nothingIsWrittenOfWhatWasPurged() {
    fixture.read("app");
    fixture.send(
        new DeleteSecret.Input("app", Optional.empty(), Optional.of(true)),
        DeleteSecret.Output.class);
    fixture.purge.runDue(fixture.clock.instant());
    fixture.accesses.flush();
    assertThat(written()).isZero();
  }
}
