package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Finding;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationFunction.Context;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.AccessKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeyRotationTest {
  private final KeyWorld world = new KeyWorld();
  private final FakeKeys keys = world.keys;
  private final RotatedSecret secret = world.secret;

  private static void assertFails(FailureClass failure, String text, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StepFailed.class, it -> assertThat(it.failureClass()).isEqualTo(failure))
        .hasMessageContaining(text);
  }

  @Test
  void theFirstRotationMakesASecondKey() throws StepFailed {
    secret.rotate();
    AccessKey second = world.key("AWSCURRENT");
    assertThat(keys.of("app")).containsExactly(world.first.id(), second.id());
    assertThat(keys.accepts(second)).isTrue();
    assertThat(keys.accepts(world.first)).isTrue();
    assertThat(world.key("AWSPREVIOUS")).isEqualTo(world.first);
    assertThat(world.note("AWSCURRENT")).isEqualTo("kept");
  }

  @Test
  void eachLaterOneReplacesTheKeyThatAwsCurrentDoesNotName() throws StepFailed {
    secret.rotate();
    for (int i = 0; i < 10; i++) {
      AccessKey before = world.key("AWSCURRENT");
      secret.rotate();
      assertThat(keys.of("app"))
          .containsExactlyInAnyOrder(before.id(), world.key("AWSCURRENT").id());
      assertThat(keys.accepts(before)).isTrue();
      assertThat(keys.accepts(world.key("AWSCURRENT"))).isTrue();
    }
  }

  @Test
  void namesOfMembersAreReadHoweverTheyAreSpelledAndKept() throws StepFailed {
    world.secrets.overwrite(
        secret.arn,
        "v1",
        """
        {"User Name":"app","aws_access_key_id":"%s","AWS_SECRET_ACCESS_KEY":"%s","masterarn":"%s"}\
        """
            .formatted(world.first.id(), world.first.secret().revealString(), KeyWorld.MASTER));
    secret.rotate();
    assertThat(world.secrets.json(secret.arn, "AWSCURRENT").orElseThrow())
        .contains("\"User Name\":\"app\"", "\"aws_access_key_id\":\"" + keys.of("app").getLast())
        .doesNotContain(world.first.secret().revealString());
  }

  @Test
  void aStoredPendingValueIsNeverReplaced() throws StepFailed {
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    AccessKey pending = world.key("AWSPENDING");
    secret.run(Step.CREATE_SECRET);
    assertThat(world.key("AWSPENDING")).isEqualTo(pending);
    assertThat(keys.of("app")).containsExactly(world.first.id(), pending.id());
  }

  @Test
  void whoStoresAKeyHasToHoldIt() {
    AccessKey victim = keys.give("victim");
    world.secrets.overwrite(
        secret.arn,
        "v1",
        """
        {"username":"victim","accessKeyId":"%s","secretAccessKey":"guessed","masterarn":"%s"}\
        """
            .formatted(victim.id(), KeyWorld.MASTER));
    assertFails(REFUSED, "InvalidClientTokenId", secret::rotate);
    world.secrets.overwrite(
        secret.arn,
        "v1",
        KeyWorld.json("victim", world.first, ",\"masterarn\":\"%s\"".formatted(KeyWorld.MASTER)));
    secret.begin();
    assertFails(MISCONFIGURED, "belongs to arn:aws:iam::000000000000:user/app", secret::walk);
    assertThat(keys.of("victim")).containsExactly(victim.id());
  }

  @Test
  void theMasterIsThePinnedOneAndAnother() {
    secret.superuserArn = Optional.of(KeyWorld.MASTER.replace("master", "other"));
    assertFails(MISCONFIGURED, "is not the one that RotateSecret checked", secret::rotate);
    secret.superuserArn = Optional.of(KeyWorld.MASTER);
    world.secrets.store(KeyWorld.MASTER, "m2", KeyWorld.json("app", world.first, ""));
    secret.begin();
    assertFails(MISCONFIGURED, "the very access key that is to be rotated", secret::walk);
    assertThat(keys.of("app")).containsExactly(world.first.id());
  }

  @Test
  void aMasterThatIsRotatingItselfIsReadAgain() throws StepFailed {
    AccessKey next = keys.give("keeper");
    world.secrets.placeholder(KeyWorld.MASTER, "m2");
    world.secrets.overwrite(KeyWorld.MASTER, "m2", KeyWorld.json("keeper", next, ""));
    keys.drop(keys.of("keeper").getFirst());
    secret.rotate();
    assertThat(keys.of("app")).hasSize(2);
    keys.drop(next.id());
    secret.begin();
    assertFails(BUSY, "in master secret", secret::walk);
  }

  @Test
  void aKeyOfAwsCurrentThatTheUserDoesNotHoldIsNotRotated() throws StepFailed {
    secret.rotate();
    keys.switchOff(world.key("AWSCURRENT").id());
    secret.begin();
    assertFails(REFUSED, "InvalidClientTokenId", secret::walk);
    assertThat(keys.of("app")).hasSize(2);
  }

  @Test
  void anOldKeyThatIsStillUsedStays() throws StepFailed {
    secret.rotate();
    keys.clock.advance(Duration.ofMinutes(10));
    keys.use(world.first.id());
    keys.clock.advance(Duration.ofMinutes(59));
    assertFails(NOT_ALLOWED, "was still used at 2026-11-21T08:10:00Z", secret::rotate);
    assertThat(keys.accepts(world.first)).isTrue();
    keys.clock.advance(Duration.ofMinutes(1));
    secret.walk();
    assertThat(keys.of("app")).doesNotContain(world.first.id());
  }

  @Test
  void usesBeforeTheSuccessorWasThereDoNotCount() throws StepFailed {
    keys.use(world.first.id());
    secret.rotate();
    keys.use(world.first.id());
    secret.rotate();
    assertThat(keys.of("app")).doesNotContain(world.first.id());
  }

  @Test
  void howLongAKeyHasToBeUnusedCanBeSet() throws StepFailed {
    secret.rotate();
    keys.clock.advance(Duration.ofMinutes(10));
    keys.use(world.first.id());
    secret.environment.put("KEYTURN_UNUSED_MINUTES", "soon");
    assertFails(MISCONFIGURED, "KEYTURN_UNUSED_MINUTES", secret::rotate);
    secret.environment.put("KEYTURN_UNUSED_MINUTES", "0");
    secret.walk();
    assertThat(keys.of("app")).doesNotContain(world.first.id());
  }

  @Test
  void aNewKeyThatIsNotKnownYetIsTriedAgain() throws StepFailed {
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secret.run(Step.SET_SECRET);
    keys.switchOff(world.key("AWSPENDING").id());
    assertFails(BUSY, "InvalidClientTokenId", () -> secret.run(Step.TEST_SECRET));
  }

  @Test
  void settlingSwitchesTheKeyOfTheGoalOnAgain() throws StepFailed {
    secret.rotate();
    keys.switchOff(world.key("AWSCURRENT").id());
    secret.settling();
    secret.run(Step.SETTLE_SECRET);
    assertThat(keys.accepts(world.key("AWSCURRENT"))).isTrue();
    secret.restoring("v1", 1);
    secret.run(Step.SETTLE_SECRET);
    keys.drop(world.first.id());
    assertFails(REFUSED, "no longer exists", () -> secret.run(Step.SETTLE_SECRET));
  }

  @Test
  void theEndpointIsTheOperatorsToName() throws StepFailed {
    secret.rotate();
    assertThat(keys.endpoints).containsOnly(Optional.empty());
    keys.endpoints.clear();
    secret.environment.put("KEYTURN_IAM_ENDPOINT", "https://iam.amazonaws.com");
    secret.rotate();
    assertThat(keys.endpoints).containsOnly(Optional.of(URI.create("https://iam.amazonaws.com/")));
    for (String wrong : List.of("iam", "http://iam.example.com", "http://127.example.com")) {
      secret.environment.put("KEYTURN_IAM_ENDPOINT", wrong);
      assertFails(MISCONFIGURED, "KEYTURN_IAM_ENDPOINT", secret::rotate);
    }
    secret.environment.put("KEYTURN_IAM_ENDPOINT", "http://127.0.0.1:8080");
    secret.rotate();
  }

  @Test
  void aPreflightChangesNothing() throws StepFailed {
    secret.rotate();
    List<Finding> findings = new ArrayList<>();
    Context context = new Context(world.secrets, secret.environment, Instant.MAX);
    secret.function.check(
        new Preflight(secret.arn, secret.superuserArn, Optional.empty()), context, findings::add);
    assertThat(findings).extracting(Finding::status).containsOnly(Finding.Status.OK);
    assertThat(findings)
        .extracting(Finding::text)
        .contains("Access key %s would make room for a new one".formatted(world.first.id()));
    assertThat(keys.of("app")).contains(world.first.id()).hasSize(2);
  }
}
