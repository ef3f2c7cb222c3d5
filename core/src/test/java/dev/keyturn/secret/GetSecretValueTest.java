package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.Sealed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.DecryptionFailure;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GetSecretValueTest {
  private final SecretsFixture fixture = new SecretsFixture();
  private final String first = token();
  private final String second = token();
  private final String arn = fixture.create("app", "one", first).arn();

  private GetSecretValue.Output get(Optional<String> id, Optional<String> label) {
    return fixture.send(new GetSecretValue.Input("app", id, label), GetSecretValue.Output.class);
  }

  private SecretKey key() {
    return SecretKey.parse(fixture.store.scan("secret", "", "", 1).getFirst().key().key());
  }

  private void placeholder(String id, String label) {
    Stored stored = fixture.repository.get(key()).orElseThrow();
    fixture.repository.change(
        stored,
        it -> {
          Version version =
              new Version(
                  id, fixture.clock.instant(), new TreeSet<>(List.of(label)), Optional.empty());
          return Change.to(it.secret().with(version), id);
        });
  }

  @Test
  void currentIsAnsweredWithItsVersionAndLabels() {
    assertThat(get(Optional.empty(), Optional.empty()))
        .isEqualTo(
            new GetSecretValue.Output(
                arn,
                "app",
                first,
                Optional.empty(),
                Optional.of(SecretValue.ofString("one")),
                Optional.of(List.of("AWSCURRENT")),
                fixture.clock.instant()));
  }

  @Test
  void aVersionIsAnsweredByIdByLabelAndByBoth() {
    fixture.put("app", "two", second, "blue");
    assertThat(get(Optional.of(second), Optional.empty()).versionId()).isEqualTo(second);
    assertThat(get(Optional.empty(), Optional.of("blue")).versionId()).isEqualTo(second);
    assertThat(get(Optional.of(second), Optional.of("blue")).versionId()).isEqualTo(second);
  }

  @Test
  void aDeprecatedVersionHasNoLabelsInItsAnswer() {
    fixture.put("app", "two", second);
    fixture.put("app", "three", token());
    assertThat(get(Optional.of(first), Optional.empty()).versionStages()).isEmpty();
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> get(Optional.empty(), Optional.of("blue")))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage(
            "Secrets Manager can't find the specified secret value for staging label: blue");
    assertThatThrownBy(() -> get(Optional.of(second), Optional.empty()))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage(
            "Secrets Manager can't find the specified secret value for VersionId: " + second);
    assertThatThrownBy(() -> get(Optional.of(second), Optional.of("AWSCURRENT")))
        .isInstanceOf(ResourceNotFound.class);
  }

  @Test
  void aLabelOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> get(Optional.of(first), Optional.of("blue")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage(
            "You provided a VersionStage that is not associated to the provided VersionId.");
  }

  @Test
  void aPlaceholderHasNothingToRead() {
    placeholder(second, "AWSPENDING");
    for (var id : List.of(Optional.<String>empty(), Optional.of(second))) {
      assertThatThrownBy(() -> get(id, Optional.of("AWSPENDING")))
          .isInstanceOf(ResourceNotFound.class)
          .hasMessage(
              "Secrets Manager can't find the specified secret value for staging label:"
                  + " AWSPENDING");
    }
    assertThatThrownBy(() -> get(Optional.of(second), Optional.empty()))
        .isInstanceOf(ResourceNotFound.class);
  }

  @Test
  void aPlaceholderIsFilledByAPutWithItsToken() {
    placeholder(second, "AWSPENDING");
    assertThat(fixture.put("app", "two", second, "AWSPENDING").versionStages())
        .containsExactly("AWSPENDING");
    assertThat(get(Optional.of(second), Optional.of("AWSPENDING")).secretString())
        .contains(SecretValue.ofString("two"));
    assertThat(fixture.read("app")).isEqualTo("one");
  }

  @Test
  void aSwappedPayloadDoesNotOpen() throws Exception {
    fixture.put("app", "two", second);
    Sealed other = fixture.store.payload(key().payload(first)).orElseThrow();
    String place = key().payload(second);
    fixture.store.commit(
        List.of(new Write.DeletePayload(place), new Write.PutPayload(place, other)));
    assertThatThrownBy(() -> fixture.read("app"))
        .isInstanceOf(DecryptionFailure.class)
        .hasMessageNotContaining("one");
  }

  @Test
  void aLostPayloadIsAnInternalFailure() throws Exception {
    fixture.store.commit(List.of(new Write.DeletePayload(key().payload(first))));
    assertThatThrownBy(() -> fixture.read("app")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void readsLeaveOneRecordThatSaysNothingOfTheValue() {
    int before = fixture.audit.events().size();
    fixture.read("app");
    assertThat(fixture.audit.events()).hasSize(before + 1);
    assertThat(fixture.audit.events().getLast().response()).isEmpty();
    assertThat(fixture.audit.events().getLast().readOnly()).isTrue();
  }
}
