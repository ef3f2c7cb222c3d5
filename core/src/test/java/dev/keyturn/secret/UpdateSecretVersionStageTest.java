package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpdateSecretVersionStageTest {
  private final SecretsFixture fixture = new SecretsFixture();
  private final String one = token();
  private final String two = token();
  private final String three = token();

  UpdateSecretVersionStageTest() {
    fixture.create("app", "one", one);
    fixture.put("app", "two", two);
    fixture.put("app", "three", three);
  }

  private void move(String label, @Nullable String from, @Nullable String to) {
    fixture.send(
        new UpdateSecretVersionStage.Input(
            "app", label, Optional.ofNullable(from), Optional.ofNullable(to)),
        UpdateSecretVersionStage.Output.class);
  }

  private Map<String, List<String>> stages() {
    return fixture.describe("app").versionIdsToStages().orElseThrow();
  }

  @Test
  void movingCurrentBackMakesPreviousOfWhatItLeaves() {
    move("AWSCURRENT", three, two);
    assertThat(stages())
        .isEqualTo(Map.of(two, List.of("AWSCURRENT"), three, List.of("AWSPREVIOUS")));
    assertThat(fixture.read("app")).isEqualTo("two");
  }

  @Test
  void movingCurrentToADeprecatedVersionRevivesIt() {
    move("AWSCURRENT", three, one);
    assertThat(stages())
        .isEqualTo(Map.of(one, List.of("AWSCURRENT"), three, List.of("AWSPREVIOUS")));
  }

  @Test
  void aNewLabelIsAttachedAndTakenOff() {
    move("blue", null, one);
    assertThat(stages().get(one)).containsExactly("blue");
    move("blue", one, two);
    assertThat(stages().get(two)).containsExactly("AWSPREVIOUS", "blue");
    move("blue", two, null);
    assertThat(stages().get(two)).containsExactly("AWSPREVIOUS");
  }

  @Test
  void aMoveMustNameWhereTheLabelIs() {
    assertThatThrownBy(() -> move("AWSCURRENT", null, two))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage(
            "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is"
                + " currently attached to version "
                + three
                + ", so you must explicitly reference that version in RemoveFromVersionId.");
    assertThatThrownBy(() -> move("AWSCURRENT", one, two))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage(
            "When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, it must be"
                + " set to the version that currently has the staging label AWSCURRENT.");
    assertThatThrownBy(() -> move("blue", one, two)).isInstanceOf(InvalidParameter.class);
  }

  @Test
  void currentCannotBeRemoved() {
    assertThatThrownBy(() -> move("AWSCURRENT", three, null))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage(
            "You can only move staging label AWSCURRENT to a different secret version. It can't be"
                + " completely removed.");
  }

  @Test
  void onlyWhatIsAttachedIsTakenOff() {
    assertThatThrownBy(() -> move("blue", one, null)).isInstanceOf(InvalidParameter.class);
    assertThatThrownBy(() -> move("AWSPREVIOUS", one, null)).isInstanceOf(InvalidParameter.class);
    move("AWSPREVIOUS", two, null);
    assertThat(stages()).isEqualTo(Map.of(three, List.of("AWSCURRENT")));
  }

  @Test
  void anUnknownVersionIsNamed() {
    String none = token();
    assertThatThrownBy(() -> move("blue", null, none))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage("Not a valid version: " + none);
    assertThatThrownBy(() -> move("blue", none, one)).hasMessage("Not a valid version: " + none);
    assertThatThrownBy(() -> move("blue", null, null)).isInstanceOf(InvalidParameter.class);
  }

  @Test
  void aMoveToWhereItIsChangesNothing() {
    Instant changed = fixture.describe("app").lastChangedDate();
    fixture.clock.advance(Duration.ofMinutes(1));
    move("AWSCURRENT", three, three);
    move("AWSCURRENT", null, three);
    assertThat(fixture.describe("app").lastChangedDate()).isEqualTo(changed);
    assertThat(stages().get(two)).containsExactly("AWSPREVIOUS");
  }

  @Test
  void currentDoesNotMoveToAVersionWithoutValue() {
    String placeholder = token();
    Stored stored =
        fixture
            .repository
            .get(SecretKey.parse(fixture.store.scan("secret", "", "", 1).getFirst().key().key()))
            .orElseThrow();
    fixture.repository.change(
        stored,
        it ->
            Change.to(
                it.secret()
                    .with(
                        new Version(
                            placeholder,
                            fixture.clock.instant(),
                            new TreeSet<>(List.of("AWSPENDING")),
                            Optional.empty())),
                ""));
    assertThatThrownBy(() -> move("AWSCURRENT", three, placeholder))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(placeholder);
    assertThat(fixture.read("app")).isEqualTo("three");
  }

  @Test
  void aTwentyFirstLabelIsRefused() {
    for (int i = 0; i < 18; i++) {
      move("label" + i, null, one);
    }
    assertThatThrownBy(() -> move("one-more", null, two)).isInstanceOf(LimitExceeded.class);
    move("label3", one, two);
    move("label3", two, null);
    move("one-more", null, two);
  }
}
