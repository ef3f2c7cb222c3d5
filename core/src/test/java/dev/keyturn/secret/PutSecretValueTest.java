package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.ResourceExists;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PutSecretValueTest {
  private final SecretsFixture fixture = new SecretsFixture();
  private final String first = token();
  private final String arn = fixture.create("app", "one", first).arn();

  static PutSecretValue.Input text(String id, Optional<String> token, String value) {
    return new PutSecretValue.Input(
        id,
        token,
        Optional.empty(),
        Optional.of(SecretValue.ofString(value)),
        Optional.empty(),
        Optional.empty());
  }

  private PutSecretValue.Output put(PutSecretValue.Input input) {
    return fixture.send(input, PutSecretValue.Output.class);
  }

  private Map<String, List<String>> stages() {
    return fixture.describe("app").versionIdsToStages().orElseThrow();
  }

  @Test
  void aNewValueIsCurrentAndTheOldOnePrevious() {
    String second = token();
    assertThat(fixture.put("app", "two", second))
        .isEqualTo(new PutSecretValue.Output(arn, "app", second, List.of("AWSCURRENT")));
    assertThat(stages())
        .isEqualTo(Map.of(first, List.of("AWSPREVIOUS"), second, List.of("AWSCURRENT")));
    assertThat(fixture.read("app")).isEqualTo("two");
    assertThat(fixture.read("app", Optional.empty(), Optional.of("AWSPREVIOUS"))).isEqualTo("one");
  }

  @Test
  void theThirdValueDeprecatesTheFirst() {
    String second = token();
    String third = token();
    fixture.put("app", "two", second);
    fixture.put("app", "three", third);
    assertThat(stages())
        .isEqualTo(Map.of(second, List.of("AWSPREVIOUS"), third, List.of("AWSCURRENT")));
    assertThat(fixture.read("app", Optional.of(first), Optional.empty())).isEqualTo("one");
  }

  @Test
  void otherLabelsLeaveCurrentAlone() {
    String second = token();
    assertThat(fixture.put("app", "two", second, "blue", "AWSPENDING").versionStages())
        .containsExactly("AWSPENDING", "blue");
    assertThat(fixture.read("app")).isEqualTo("one");
    assertThat(fixture.read("app", Optional.empty(), Optional.of("blue"))).isEqualTo("two");
  }

  @Test
  void aLabelIsOnOneVersionOnly() {
    fixture.put("app", "two", token(), "blue");
    String third = token();
    fixture.put("app", "three", third, "blue");
    assertThat(stages()).isEqualTo(Map.of(first, List.of("AWSCURRENT"), third, List.of("blue")));
  }

  @Test
  void aCustomLabelStaysWhenCurrentMoves() {
    String second = token();
    fixture.put("app", "two", second, "AWSCURRENT", "blue");
    fixture.put("app", "three", token());
    assertThat(stages().get(second)).containsExactly("AWSPREVIOUS", "blue");
  }

  @Test
  void currentAndPreviousAskedTogetherStillMakePreviousTheLastCurrent() {
    String second = token();
    fixture.put("app", "two", second, "AWSPREVIOUS", "AWSCURRENT");
    assertThat(stages())
        .isEqualTo(Map.of(first, List.of("AWSPREVIOUS"), second, List.of("AWSCURRENT")));
  }

  @Test
  void theFirstValueOfAnEmptySecretIsCurrentWhateverWasAsked() {
    fixture.createEmpty("empty");
    fixture.put("empty", "one", token(), "blue");
    assertThat(fixture.read("empty")).isEqualTo("one");
    assertThat(fixture.read("empty", Optional.empty(), Optional.of("blue"))).isEqualTo("one");
  }

  @Test
  void theSameTokenWithTheSameValueChangesNothingAndAnswersThePresentLabels() {
    String second = token();
    fixture.put("app", "two", second);
    fixture.put("app", "three", token());
    var changed = fixture.describe("app").lastChangedDate();
    fixture.clock.advance(java.time.Duration.ofMinutes(1));
    assertThat(fixture.put("app", "two", second).versionStages()).containsExactly("AWSPREVIOUS");
    assertThat(fixture.read("app")).isEqualTo("three");
    assertThat(fixture.describe("app").lastChangedDate()).isEqualTo(changed);
  }

  @Test
  void theSameTokenWithAnotherValueIsRefused() {
    assertThatThrownBy(() -> fixture.put("app", "two", first))
        .isInstanceOf(ResourceExists.class)
        .hasMessage(
            "You can't use ClientRequestToken "
                + first
                + " because that value is already in use for a version of secret "
                + arn
                + ".");
  }

  @Test
  void theSameBytesAsTextAndAsBinaryAreDifferentValues() {
    assertThatThrownBy(() ->
            put(
                new PutSecretValue.Input(
                    "app",
                    Optional.of(first),
                    Optional.of(
                        SecretValue.ofBinary(
                            "one".getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())))
        .isInstanceOf(ResourceExists.class);
  }

  @Test
  void aTokenThatLooksLikeAPathStaysInsideItsSecret() {
    String token = "../../../other-AbCdEf/0123456789-%00-\0";
    fixture.put("app", "two", token);
    assertThat(fixture.read("app", Optional.of(token), Optional.empty())).isEqualTo("two");
  }

  @Test
  void aMissingTokenIsNamed() {
    assertThatThrownBy(() -> put(text("app", Optional.empty(), "two")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("You must provide a ClientRequestToken value. We recommend a UUID-type value.");
    assertThatThrownBy(() -> put(text("app", Optional.of("short"), "two")))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage("ClientRequestToken must be 32-64 characters long.");
  }

  @Test
  void exactlyOneValueIsNeeded() {
    assertThatThrownBy(() ->
            put(
                new PutSecretValue.Input(
                    "app",
                    Optional.of(token()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("You must provide either SecretString or SecretBinary.");
    assertThatThrownBy(() ->
            put(
                new PutSecretValue.Input(
                    "app",
                    Optional.of(token()),
                    Optional.of(SecretValue.ofBinary(new byte[] {1})),
                    Optional.of(SecretValue.ofString("x")),
                    Optional.empty(),
                    Optional.empty())))
        .isInstanceOf(InvalidParameter.class)
        .hasMessage(
            "You can't specify both a binary secret value and a string secret value in the same"
                + " secret.");
  }

  @Test
  void theLimitCountsBytesNotCharacters() {
    fixture.put("app", "x".repeat(65_536), token());
    assertThatThrownBy(() -> fixture.put("app", "ä".repeat(32_769), token()))
        .isInstanceOf(Validation.class)
        .hasMessageContaining("secretString")
        .hasMessageContaining("less than or equal to 65536")
        .hasMessageNotContaining("ä");
    assertThatThrownBy(() -> fixture.put("app", "", token())).isInstanceOf(Validation.class);
  }

  @Test
  void aTwentyFirstLabelIsRefused() {
    String[] labels = IntStream.range(0, 19).mapToObj(i -> "label" + i).toArray(String[]::new);
    fixture.put("app", "two", token(), labels);
    assertThatThrownBy(() -> fixture.put("app", "three", token(), "one-more"))
        .isInstanceOf(LimitExceeded.class);
    fixture.put("app", "three", token(), "label7");
    assertThat(stages().values().stream().mapToInt(List::size).sum()).isEqualTo(20);
  }

  @Test
  void aRotationIsNeverStoppedByTheLimitOfLabels() {
    String[] labels = IntStream.range(0, 19).mapToObj(i -> "label" + i).toArray(String[]::new);
    String second = token();
    fixture.put("app", "two", second, labels);
    var session =
        new Caller(
            Principal.functionSession(SecretsFixture.ACCOUNT, "Function", "session"),
            "ASIAEXAMPLE",
            SecretsFixture.REGION,
            new Caller.Origin("127.0.0.1", "test", true),
            Optional.of(
                new Caller.RotationScope(
                    Arn.parse(arn).orElseThrow(), Optional.of(second), Optional.empty())));
    var finish =
        new UpdateSecretVersionStage.Input(
            arn, "AWSCURRENT", Optional.of(first), Optional.of(second));
    assertThatThrownBy(() -> fixture.send(finish, UpdateSecretVersionStage.Output.class))
        .isInstanceOf(LimitExceeded.class);
    fixture.send(session, finish, UpdateSecretVersionStage.Output.class);
    assertThat(fixture.read("app")).isEqualTo("two");
  }
}
