package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.testkit.MemoryStore;
import dev.keyturn.testkit.SecretsFixture;
import dev.keyturn.testkit.SecretsFixture.RotationParts;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VersionLimitsTest {
  private final Set<String> kept = new HashSet<>();
  private final SecretsFixture fixture =
      new SecretsFixture(new MemoryStore(), _ -> new RotationParts(keeping(), List.of()));
  private final String first = token();

  VersionLimitsTest() {
    fixture.create("app", "0", first);
    for (int i = 1; i < VersionLimits.VERSIONS; i++) {
      fixture.clock.advance(Duration.ofSeconds(1));
      fixture.put("app", "" + i, token());
    }
  }

  private RotationHook keeping() {
    return new RotationHook() {
      @Override
      public Followed follow(Call call, Occurrence occurrence) {
        return new Followed(occurrence.after(), List.of());
      }

      @Override
      public Set<String> kept(SecretKey key) {
        return kept;
      }
    };
  }

  private Secret secret() {
    return stored().secret();
  }

  private Stored stored() {
    String key = fixture.store.scan("secret", "", "", 1).getFirst().key().key();
    return fixture.repository.get(SecretKey.parse(key)).orElseThrow();
  }

  @Test
  void aVersionYoungerThanADayIsNeverCollected() {
    fixture.clock.advance(Duration.ofHours(23));
    assertThatThrownBy(() -> fixture.put("app", "more", token())).isInstanceOf(LimitExceeded.class);
    assertThat(secret().versions()).hasSize(VersionLimits.VERSIONS);
    assertThat(fixture.read("app")).isEqualTo("99");
  }

  @Test
  void theOldestWithoutLabelGoesWithItsPayload() {
    fixture.clock.advance(Duration.ofHours(25));
    fixture.put("app", "more", token());
    assertThat(secret().versions()).hasSize(VersionLimits.VERSIONS).doesNotContainKey(first);
    assertThat(fixture.store.payload(stored().key().payload(first))).isEmpty();
    assertThat(fixture.read("app")).isEqualTo("more");
  }

  @Test
  void whatRotationNeedsAndWhatIsLabelledStays() {
    kept.add(first);
    List<String> ids = List.copyOf(secret().versions().keySet());
    fixture.send(
        new UpdateSecretVersionStage.Input(
            "app", "golden", java.util.Optional.empty(), java.util.Optional.of(ids.get(1))),
        UpdateSecretVersionStage.Output.class);
    fixture.clock.advance(Duration.ofHours(25));
    fixture.put("app", "more", token());
    assertThat(secret().versions()).containsKeys(first, ids.get(1)).doesNotContainKey(ids.get(2));
  }
}
