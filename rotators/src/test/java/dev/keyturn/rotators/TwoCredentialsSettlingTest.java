package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.RotationEvent.Settling;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of two passwords after somebody else moved the labels in mid-rotation.
class TwoCredentialsSettlingTest extends OnRealRedis {

  /// A rotation that has set its password everywhere, and is then abandoned.
  private RotatedSecret abandoned(int servers) throws StepFailed {
    startNodes(servers);
    return abandoned(secret(""));
  }

  private RotatedSecret abandoned(RotatedSecret secret) throws StepFailed {
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secret.run(Step.SET_SECRET);
    return abandon(secret);
  }

  private RotatedSecret abandon(RotatedSecret secret) {
    secret.settling(secret.token);
    secrets.unlabel(secret.arn, "AWSPENDING");
    return secret;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theAbandonedPasswordGoesAndCurrentStays(int times) throws StepFailed {
    RotatedSecret secret = abandoned(3);
    for (int i = 0; i < times; i++) {
      secret.run(Step.SETTLE_SECRET);
    }
    assertHeld(first);
  }

  /// Somebody put another value, which no server knows yet.
  @Test
  void aNewCurrentIsGivenToEveryServerAndThePreviousOneStays() throws StepFailed {
    RotatedSecret secret = abandoned(2);
    String third = RealRedis.newPassword();
    secrets.store(secret.arn, "version-3", json(user, third, ""));
    secret.run(Step.SETTLE_SECRET);
    assertHeld(first, third);
  }

  @Test
  void whatOnlyTheAbandonedPasswordOpensIsOpenedWithIt() throws StepFailed {
    RotatedSecret secret = abandoned(2);
    nodes.getLast().setUser(user, "!" + RealRedis.digest(first));
    secret.run(Step.SETTLE_SECRET);
    assertHeld(first);
  }

  @Test
  void anAbandonedVersionThatIsCurrentNowStays() throws StepFailed {
    RotatedSecret secret = abandoned(2);
    secrets.label(secret.arn, "AWSCURRENT", secret.token);
    secret.run(Step.SETTLE_SECRET);
    assertHeld(first, secret.password("AWSCURRENT"));
  }

  @Test
  void aServerThatIsDownIsSettledLaterAndTheOthersNow() throws StepFailed {
    RotatedSecret secret = abandoned(3);
    nodes.getFirst().kill();
    secret.refuses(Step.SETTLE_SECRET, UNREACHABLE, nodes.getFirst().address());
    assertThat(nodes.getLast().digests(user)).containsExactly(RealRedis.digest(first));
    nodes.getFirst().startAgain();
    secret.run(Step.SETTLE_SECRET);
    assertHeld(first);
  }

  @Test
  void aSuperuserSettlesAUserThatMayNot() throws StepFailed {
    startNodes(1);
    nodes.getFirst().setUser(user, "-acl", "-config");
    RotatedSecret secret = secret(",\"masterarn\":\"" + superuser() + "\"");
    secret.superuserArn = Optional.of(secretArn("admin"));
    abandoned(secret);
    String third = RealRedis.newPassword();
    String json = json(user, third, ",\"masterarn\":\"" + secretArn("admin") + "\"");
    secrets.store(secret.arn, "version-3", json);
    secret.run(Step.SETTLE_SECRET);
    assertHeld(first, third);
  }

  /// Nobody may change the user, so no rotation did.
  @Test
  void whereNobodyMayChangeTheUserCurrentIsAllThatCounts() throws StepFailed {
    startNodes(1);
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    nodes.getFirst().setUser(user, "-acl");
    assertThat(secret.fails(Step.SET_SECRET)).isNotNull();
    abandon(secret).run(Step.SETTLE_SECRET);
    assertHeld(first);
  }

  /// As the engine does it: the version that is wanted back becomes AWSCURRENT afterwards.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anEarlierVersionIsBroughtBackAndWhatClientsHoldStays(boolean forgotten) throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret("");
    secret.rotate();
    String second = secret.token;
    secret.rotate();
    String held = secret.password("AWSCURRENT");
    String wanted = secret.password("AWSPREVIOUS");
    if (forgotten) {
      nodes.getLast().setUser(user, "resetpass", RealRedis.rule(first));
    }
    secret.settling =
        Optional.of(
            new Settling(Optional.of(second), List.of(secret.token, second, "version-0"), 1));
    secret.run(Step.SETTLE_SECRET);
    assertOpensEverywhere(wanted);
    assertThat(nodes.getFirst().opens(user, held)).isTrue();
    assertThat(nodes).noneMatch(node -> node.opens(user, first));
  }

  @Test
  void aCurrentThatMovedMeanwhileIsNotOverwritten() throws StepFailed {
    startNodes(1);
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    RotatedSecret secret = abandoned(secret(dialerAfter(meanwhile), ""));
    String other = json(user, RealRedis.newPassword(), "");
    meanwhile.set(() -> secrets.store(secret.arn, "version-3", other));
    secret.refuses(Step.SETTLE_SECRET, BUSY, "AWSCURRENT was changed meanwhile");
    assertThat(nodes.getFirst().digests(user)).hasSize(2);
  }

  @Test
  void whatNothingOpensIsSaidWithARemedy() throws StepFailed {
    RotatedSecret secret = abandoned(1);
    nodes.getFirst().setUser(user, "resetpass", RealRedis.rule(RealRedis.newPassword()));
    secret.refuses(Step.SETTLE_SECRET, REFUSED, "the wanted version, version 1 that it may hold");
    assertThat(secret.fails(Step.SETTLE_SECRET).remedy()).contains("PutSecretValue");
  }

  @Test
  void anAbandonedVersionForAnotherUserIsNotUsed() throws StepFailed {
    RotatedSecret secret = abandoned(1);
    secrets.overwrite(secret.arn, secret.token, json("other", RealRedis.newPassword(), ""));
    nodes.getFirst().setUser(user, "!" + RealRedis.digest(first));
    secret.refuses(Step.SETTLE_SECRET, REFUSED, "the password of the wanted version");
    assertThat(nodes.getFirst().digests(user)).hasSize(1);
  }
}
