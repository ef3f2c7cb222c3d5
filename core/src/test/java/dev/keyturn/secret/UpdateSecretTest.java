package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.EncryptionFailure;
import dev.keyturn.operation.Refusal.ResourceExists;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdateSecretTest {
  private final SecretsFixture fixture = new SecretsFixture();
  private final String first = token();
  private final String arn = fixture.create("app", "one", first).arn();

  static UpdateSecret.Input describing(String id, String description) {
    return new UpdateSecret.Input(
        id,
        Optional.of(token()),
        Optional.of(description),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static UpdateSecret.Input value(String value, String token) {
    return new UpdateSecret.Input(
        "app",
        Optional.of(token),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(SecretValue.ofString(value)),
        Optional.empty());
  }

  private static UpdateSecret.Input key(String kmsKeyId) {
    return new UpdateSecret.Input(
        "app",
        Optional.of(token()),
        Optional.empty(),
        Optional.of(kmsKeyId),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private UpdateSecret.Output update(UpdateSecret.Input input) {
    return fixture.send(input, UpdateSecret.Output.class);
  }

  @Test
  void aValueMakesACurrentVersion() {
    String second = token();
    assertThat(update(value("two", second)))
        .isEqualTo(new UpdateSecret.Output(arn, "app", Optional.of(second)));
    assertThat(fixture.describe("app").versionIdsToStages())
        .contains(Map.of(first, List.of("AWSPREVIOUS"), second, List.of("AWSCURRENT")));
  }

  @Test
  void withoutAValueNoVersionIsMade() {
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(update(describing("app", "the application")))
        .isEqualTo(new UpdateSecret.Output(arn, "app", Optional.empty()));
    DescribeSecret.Output described = fixture.describe("app");
    assertThat(described.description()).contains("the application");
    assertThat(described.lastChangedDate()).isEqualTo(fixture.clock.instant());
    assertThat(described.versionIdsToStages().orElseThrow()).containsOnlyKeys(first);
  }

  @Test
  void anEmptyDescriptionIsLeftOutOfAnswers() {
    update(describing("app", "the application"));
    update(describing("app", ""));
    assertThat(fixture.describe("app").description()).isEmpty();
  }

  @Test
  void theSameTokenWithTheSameValueAnswersItAgain() {
    String second = token();
    update(value("two", second));
    fixture.put("app", "three", token());
    assertThat(update(value("two", second)).versionId()).contains(second);
    assertThat(fixture.read("app")).isEqualTo("three");
  }

  @Test
  void theSameTokenWithAnotherValueIsRefusedAndChangesNothing() {
    var input =
        new UpdateSecret.Input(
            "app",
            Optional.of(first),
            Optional.of("described"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SecretValue.ofString("two")),
            Optional.empty());
    assertThatThrownBy(() -> update(input)).isInstanceOf(ResourceExists.class);
    assertThat(fixture.describe("app").description()).isEmpty();
  }

  @Test
  void theDefaultKeyIsNotShownByWhicheverNameItIsGiven() throws Exception {
    String keyArn =
        fixture.keys.keyFor(SecretsFixture.ACCOUNT, SecretsFixture.REGION, Optional.empty());
    for (String id :
        List.of(
            "", "alias/aws/secretsmanager", keyArn, keyArn.substring(keyArn.indexOf('/') + 1))) {
      update(key(id));
      assertThat(fixture.describe("app").kmsKeyId()).isEmpty();
      assertThat(fixture.read("app")).isEqualTo("one");
    }
  }

  @Test
  void anotherKeyIsRefusedByName() {
    assertThatThrownBy(() -> update(key("alias/mine")))
        .isInstanceOf(EncryptionFailure.class)
        .hasMessageContaining("alias/mine");
  }
}
