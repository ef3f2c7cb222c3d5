package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.InvalidNextToken;
import dev.keyturn.secret.ListSecretVersionIds.Entry;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListSecretVersionIdsTest {
  private final SecretsFixture fixture = new SecretsFixture();
  private final List<String> ids = List.of(token(), token(), token(), token());

  ListSecretVersionIdsTest() {
    fixture.create("app", "0", ids.getFirst());
    for (int i = 1; i < ids.size(); i++) {
      fixture.clock.advance(Duration.ofSeconds(1));
      fixture.put("app", "" + i, ids.get(i));
    }
  }

  private ListSecretVersionIds.Output list(int most, Optional<String> token, boolean deprecated) {
    return fixture.send(
        new ListSecretVersionIds.Input("app", Optional.of(most), token, Optional.of(deprecated)),
        ListSecretVersionIds.Output.class);
  }

  @Test
  void deprecatedVersionsAreHiddenUnlessAskedFor() {
    assertThat(list(100, Optional.empty(), false).versions())
        .extracting(Entry::versionId)
        .containsExactly(ids.get(2), ids.get(3));
    List<Entry> all = list(100, Optional.empty(), true).versions();
    assertThat(all).extracting(Entry::versionId).containsExactlyElementsOf(ids);
    assertThat(all.getFirst().versionStages()).isEmpty();
    assertThat(all.getLast().versionStages()).contains(List.of("AWSCURRENT"));
  }

  @Test
  void theDefaultKeyGoesByItsWireName() {
    assertThat(list(1, Optional.empty(), true).versions().getFirst().kmsKeyIds())
        .contains(List.of("DefaultEncryptionKey"));
  }

  @Test
  void pagesGoThroughAllVersions() {
    for (int most = 1; most <= 5; most++) {
      List<String> seen = new ArrayList<>();
      Optional<String> token = Optional.empty();
      do {
        ListSecretVersionIds.Output page = list(most, token, true);
        page.versions().forEach(entry -> seen.add(entry.versionId()));
        token = page.nextToken();
      } while (token.isPresent());
      assertThat(seen).containsExactlyElementsOf(ids);
    }
  }

  @Test
  void aTokenServesItsOwnListingOnly() {
    Optional<String> token = list(1, Optional.empty(), true).nextToken();
    assertThatThrownBy(() -> list(1, token, false)).isInstanceOf(InvalidNextToken.class);
  }

  @Test
  void eachVersionSaysWhenItWasLastRead() {
    fixture.read("app");
    List<Entry> all = list(100, Optional.empty(), true).versions();
    assertThat(all.getLast().lastAccessedDate()).contains(Instant.parse("2026-11-21T00:00:00Z"));
    assertThat(all.getFirst().lastAccessedDate()).isEmpty();
  }
}
