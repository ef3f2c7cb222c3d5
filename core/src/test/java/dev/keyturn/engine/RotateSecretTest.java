package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.ResourceExists;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.rotation.RotationRules;
import dev.keyturn.secret.DeleteSecret;
import dev.keyturn.secret.RotateSecret;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RotateSecretTest {
  private final RotationFixture fixture = new RotationFixture();

  private RotateSecret.Output send(RotateSecret.Input input) {
    return fixture.secrets.send(input, RotateSecret.Output.class);
  }

  private static RotateSecret.Input input(
      Optional<String> token, Optional<Arn> function, Optional<RotationRules> rules) {
    return new RotateSecret.Input(
        "app", token, function.map(Arn::toString), rules, Optional.empty());
  }

  private static RotateSecret.Input bare() {
    return input(Optional.of(SecretsFixture.token()), Optional.empty(), Optional.empty());
  }

  private static RotateSecret.Input with(RotationRules rules) {
    return input(
        Optional.of(SecretsFixture.token()),
        Optional.of(FakeFunctions.SINGLE_USER),
        Optional.of(rules));
  }

  private static void assertRefused(
      ThrowingCallable call, Class<? extends Refusal> code, String text) {
    assertThatThrownBy(call).isInstanceOf(code).hasMessageContaining(text);
  }

  @Test
  void answersAtOnceWithThePlaceholder() {
    String token = SecretsFixture.token();
    RotateSecret.Output answer =
        send(input(Optional.of(token), Optional.of(FakeFunctions.SINGLE_USER), Optional.empty()));

    assertThat(answer).isEqualTo(new RotateSecret.Output(fixture.arn, "app", token));
    assertThat(fixture.stages()).containsEntry(token, List.of("AWSPENDING"));
    assertThat(fixture.functions.steps()).isEmpty();
    assertRefused(
        () -> fixture.secrets.read("app", Optional.of(token), Optional.of("AWSPENDING")),
        ResourceNotFound.class,
        "Secrets Manager can't find the specified secret value");
  }

  @Test
  void theSameTokenAgainChangesNothing() {
    RotateSecret.Input input =
        input(
            Optional.of(SecretsFixture.token()),
            Optional.of(FakeFunctions.SINGLE_USER),
            Optional.empty());
    RotateSecret.Output first = send(input);

    assertThat(send(input)).isEqualTo(first);
    fixture.engine.runDue();
    assertThat(send(input)).isEqualTo(first);
    fixture.engine.runDue();
    assertThat(fixture.functions.steps()).hasSize(4);
  }

  @Test
  void aTokenOfAnotherVersionIsRefused() {
    assertRefused(
        () ->
            send(
                input(
                    Optional.of(fixture.first),
                    Optional.of(FakeFunctions.SINGLE_USER),
                    Optional.empty())),
        ResourceExists.class,
        "You can't use ClientRequestToken " + fixture.first);
  }

  @Test
  void aMissingTokenIsRefused() {
    assertRefused(
        () ->
            send(input(Optional.empty(), Optional.of(FakeFunctions.SINGLE_USER), Optional.empty())),
        InvalidParameter.class,
        "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
  }

  @Test
  void aFunctionIsNeeded() {
    assertRefused(
        () -> send(bare()),
        InvalidRequest.class,
        "No Lambda rotation function ARN is associated with this secret.");
  }

  @Test
  void theFunctionMustBeInvocable() {
    Arn missing =
        Arn.of("lambda", SecretsFixture.REGION, SecretsFixture.ACCOUNT, "function:Missing");
    assertRefused(
        () ->
            send(
                input(Optional.of(SecretsFixture.token()), Optional.of(missing), Optional.empty())),
        AccessDenied.class,
        "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function"
            + " policy grants access to the principal secretsmanager.amazonaws.com.");
    assertThat(fixture.carrier("AWSPENDING")).isEmpty();
  }

  @Test
  void daysAndExpressionTogetherAreRefused() {
    assertRefused(
        () ->
            send(
                with(
                    new RotationRules(
                        Optional.of(3), Optional.of("rate(3 days)"), Optional.empty()))),
        InvalidParameter.class,
        "You cannot specify both rotation frequency and schedule expression together.");
  }

  @Test
  void rulesThatCannotBeFollowedAreRefused() {
    assertRefused(
        () -> send(with(RotationFixture.cron("cron(5 16 * * ? *)", "2h"))),
        InvalidParameter.class,
        "");
  }

  @Test
  void onlyTheRulesThatAreGivenChange() {
    send(with(RotationFixture.cron("cron(0 16 * * ? *)", "2h")));
    fixture.engine.runDue();
    send(bare());
    fixture.engine.runDue();
    assertThat(fixture.secrets.describe("app").rotationRules())
        .contains(RotationFixture.cron("cron(0 16 * * ? *)", "2h"));

    send(with(new RotationRules(Optional.empty(), Optional.empty(), Optional.of("3h"))));
    fixture.engine.runDue();
    assertThat(fixture.secrets.describe("app").rotationRules())
        .contains(RotationFixture.cron("cron(0 16 * * ? *)", "3h"));

    send(with(RotationFixture.days(10)));
    fixture.engine.runDue();
    assertThat(fixture.secrets.describe("app").rotationRules())
        .contains(new RotationRules(Optional.of(10), Optional.empty(), Optional.of("3h")));
  }

  @Test
  void theNextRotationDateIsShownAtOnceAndMovedBySuccess() {
    send(with(RotationFixture.days(10)));
    assertThat(fixture.secrets.describe("app").nextRotationDate())
        .contains(Instant.parse("2026-12-01T23:59:59Z"));
    assertThat(fixture.secrets.describe("app").lastRotatedDate()).isEmpty();

    fixture.engine.runDue();

    assertThat(fixture.secrets.describe("app").lastRotatedDate()).contains(fixture.clock.instant());
    assertThat(fixture.secrets.describe("app").nextRotationDate())
        .contains(Instant.parse("2026-12-01T23:59:59Z"));
  }

  @Test
  void aSecretWithoutAValueIsRefused() {
    fixture.secrets.createEmpty("empty");
    assertRefused(
        () -> fixture.rotate("empty", FakeFunctions.SINGLE_USER, RotationFixture.NO_RULES, true),
        InvalidRequest.class,
        "no value");
  }

  @Test
  void aDeletedSecretIsRefused() {
    fixture.secrets.send(
        new DeleteSecret.Input("app", Optional.empty(), Optional.empty()),
        DeleteSecret.Output.class);
    assertRefused(
        () -> fixture.rotate(FakeFunctions.SINGLE_USER),
        InvalidRequest.class,
        "You can't perform this operation on the secret because it was marked for deletion.");
  }

  @Test
  void aRotationThatIsNotCompleteIsReattemptedAtOnceWithItsOwnToken() {
    fixture.functions.fail(Step.CREATE_SECRET, FailureClass.BROKEN);
    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    assertRefused(
        () -> fixture.rotate(FakeFunctions.SINGLE_USER),
        InvalidRequest.class,
        "A previous rotation isn't complete. That rotation will be reattempted.");
    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  @Test
  void aVersionThatWasLabelledPendingByHandIsRotatedTo() {
    String token = SecretsFixture.token();
    fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();
    fixture.secrets.put("app", "pending by hand", token, "AWSPENDING");

    assertRefused(
        () -> fixture.rotate(FakeFunctions.SINGLE_USER),
        InvalidRequest.class,
        "A previous rotation isn't complete. That rotation will be reattempted.");
    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.target.holds("pending by hand")).isTrue();
    fixture.assertAtRest();
  }

  @Test
  void aVersionThatWasLabelledPendingByHandBeforeRotationWasEverTurnedOnIsRotatedTo() {
    String token = SecretsFixture.token();
    fixture.secrets.put("app", "pending by hand", token, "AWSPENDING");

    assertRefused(
        () -> fixture.rotate(FakeFunctions.SINGLE_USER),
        InvalidRequest.class,
        "A previous rotation isn't complete. That rotation will be reattempted.");
    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    assertThat(fixture.secrets.describe("app").rotationEnabled()).contains(true);
    fixture.assertAtRest();
  }

  @Test
  void awspendingOnTheCurrentVersionIsALeftOverThatIsIgnored() {
    fixture.moveLabel("AWSPENDING", Optional.empty(), Optional.of(fixture.first));

    String token = fixture.rotate(FakeFunctions.SINGLE_USER);
    fixture.engine.runDue();

    assertThat(fixture.carrier("AWSCURRENT")).contains(token);
    fixture.assertAtRest();
  }

  private String credential(String masterarn) {
    String json = "{\"host\":\"db\",\"password\":\"x\",\"masterarn\":\"%s\"}".formatted(masterarn);
    fixture.secrets.put("app", json, SecretsFixture.token());
    return json;
  }

  @Test
  void aSuperuserIsNeededWhereTheFunctionNeedsOne() {
    assertRefused(
        () -> fixture.rotate(FakeFunctions.ALTERNATING), InvalidRequest.class, "masterarn");
    assertThat(fixture.carrier("AWSPENDING")).isEmpty();
  }

  @Test
  void theSuperuserMustExist() {
    credential(fixture.arn.replace(":app-", ":admin-"));
    assertRefused(
        () -> fixture.rotate(FakeFunctions.ALTERNATING), InvalidRequest.class, "superuser");
  }

  @Test
  void aMasterarnThatIsNoArnIsNotEchoed() {
    credential("pasted-by-mistake");
    assertThatThrownBy(() -> fixture.rotate(FakeFunctions.ALTERNATING))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("superuser")
        .hasMessageNotContaining("pasted");
  }

  @Test
  void aSecretIsNotItsOwnSuperuser() {
    credential(fixture.arn);
    assertRefused(
        () -> fixture.rotate(FakeFunctions.ALTERNATING),
        InvalidRequest.class,
        "leads back to the secret itself");
  }

  @Test
  void theSuperuserOfAnotherAccountIsDenied() {
    credential(fixture.arn.replace("111122223333", "444455556666"));
    assertRefused(
        () -> fixture.rotate(FakeFunctions.ALTERNATING), AccessDenied.class, "GetSecretValue");
  }

  @Test
  void theSuperuserIsPinnedAndGivenToTheFunction() {
    assertPinned(FakeFunctions.ALTERNATING);
  }

  @Test
  void aSuperuserThatAFunctionCanDoWithoutIsCheckedAndPinnedWhereTheSecretNamesOne() {
    credential(fixture.arn);
    assertRefused(
        () -> fixture.rotate(FakeFunctions.TWO_CREDENTIALS),
        InvalidRequest.class,
        "leads back to the secret itself");
    assertPinned(FakeFunctions.TWO_CREDENTIALS);
  }

  private void assertPinned(Arn function) {
    String superuser = fixture.secrets.create("admin", "{}").arn();
    String json = credential("admin");
    fixture.target.set(json);

    fixture.rotate(function);
    fixture.engine.runDue();

    assertThat(fixture.functions.calls())
        .isNotEmpty()
        .allMatch(call -> call.journal().superuserArn().equals(Optional.of(superuser)));
    fixture.assertAtRest();
  }

  @Test
  void aFunctionThatCanDoWithoutASuperuserDoes() {
    fixture.rotate(FakeFunctions.TWO_CREDENTIALS);
    fixture.engine.runDue();

    assertThat(fixture.functions.calls())
        .isNotEmpty()
        .allMatch(call -> call.journal().superuserArn().isEmpty());
    assertThat(fixture.rotation().denialWindow()).isEmpty();
    fixture.assertAtRest();
  }
}
