package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/// One user with two passwords, on real Redis servers.
class TwoCredentialsTest extends OnRealRedis {

  @Test
  void fourRotationsLeaveTheOldAndTheNewPasswordAtEveryServer() throws StepFailed {
    startNodes(3);
    RotatedSecret secret = secret("");
    Set<String> rules = nodes.getLast().rules(user);
    for (int i = 0; i < 4; i++) {
      String old = secret.password("AWSCURRENT");
      secret.rotate();
      assertHeld(old, secret.password("AWSCURRENT"));
      assertThat(secret.password("AWSCURRENT")).isNotEqualTo(old);
      assertThat(secret.user("AWSCURRENT")).isEqualTo(user);
    }
    assertThat(nodes).allMatch(node -> node.rules(user).equals(rules));
  }

  @Test
  void theNewPasswordOpensBeforeAnybodyIsToldOfItAndTheOldOneAfterwards() throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    assertHeld(first);
    secret.run(Step.SET_SECRET);
    assertHeld(first, secret.password("AWSPENDING"));
    secret.run(Step.TEST_SECRET);
    secret.run(Step.FINISH_SECRET);
    assertHeld(first, secret.password("AWSCURRENT"));
  }

  @Test
  void aServerThatIsListedTwiceIsChangedOnce() throws StepFailed {
    startNodes(1);
    nodes = List.of(nodes.getFirst(), nodes.getFirst());
    RotatedSecret secret = secret("");
    nodes = List.of(nodes.getFirst());
    secret.rotate();
    String second = secret.password("AWSCURRENT");
    secret.rotate();
    assertHeld(second, secret.password("AWSCURRENT"));
  }

  @Test
  void passwordsAreAsLongAsThoseOfAwsTemplate() throws StepFailed {
    startNodes(1);
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    assertThat(secrets.rules.orElseThrow().length()).isEqualTo(20);
    assertThat(secrets.rules.orElseThrow().excludeCharacters()).isEqualTo("/@\"'\\");
  }

  /// A crash lets a rotation begin anew from the first step: each step twice, from every prefix.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void everyPrefixMayBeRepeated(int prefix) throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret("");
    secret.rotate();
    String second = secret.password("AWSCURRENT");
    List<Step> steps =
        List.of(Step.CREATE_SECRET, Step.SET_SECRET, Step.TEST_SECRET, Step.FINISH_SECRET);
    secret.begin();
    for (Step step : steps.subList(0, prefix)) {
      secret.run(step);
      secret.run(step);
      assertOpensEverywhere(secret.password("AWSCURRENT"));
    }
    for (Step step : steps) {
      secret.run(step);
    }
    assertHeld(second, secret.password("AWSCURRENT"));
    assertThat(secret.password("AWSCURRENT")).isNotEqualTo(second);
  }

  @Test
  void aServerThatIsDownStopsTheRotationBeforeAnyOtherIsChanged() throws StepFailed {
    startNodes(3);
    RotatedSecret secret = secret("");
    secret.rotate();
    String second = secret.password("AWSCURRENT");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    nodes.getLast().kill();

    secret.refuses(Step.SET_SECRET, UNREACHABLE, nodes.getLast().address());
    assertThat(nodes.getFirst().digests(user)).contains(RealRedis.digest(first));
    assertThat(nodes.getFirst().opens(user, second)).isTrue();

    nodes.getLast().startAgain();
    secret.setMayHaveBegun = true;
    for (Step step : List.of(Step.CREATE_SECRET, Step.SET_SECRET, Step.TEST_SECRET)) {
      secret.run(step);
    }
    secret.run(Step.FINISH_SECRET);
    assertHeld(second, secret.password("AWSCURRENT"));
  }

  @Test
  void aServerThatIsDownIsMissedByTheTest() throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secret.run(Step.SET_SECRET);
    nodes.getLast().kill();
    secret.refuses(Step.TEST_SECRET, UNREACHABLE, nodes.getLast().address());
    nodes.getLast().startAgain();
    secret.run(Step.TEST_SECRET);
  }

  @ParameterizedTest
  @EnumSource(
      value = RealRedis.Keeping.class,
      names = {"ACL_FILE", "CONFIG_FILE"})
  void aRestartKeepsThePasswords(RealRedis.Keeping keeping) throws StepFailed {
    nodes = List.of(RealRedis.start(keeping));
    setUser(nodes.getFirst(), SELF);
    RotatedSecret secret = secret("");
    secret.rotate();
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secret.run(Step.SET_SECRET);
    Set<String> rules = nodes.getFirst().rules(user);

    nodes.getFirst().kill();
    nodes.getFirst().startAgain();

    assertHeld(secret.password("AWSCURRENT"), secret.password("AWSPENDING"));
    assertThat(nodes.getFirst().rules(user)).isEqualTo(rules);
    secret.run(Step.TEST_SECRET);
  }

  @Test
  void whatCannotBeKeptIsRefusedBeforeAnythingIsChanged() throws StepFailed {
    nodes = List.of(RealRedis.start(), RealRedis.start(RealRedis.Keeping.NOWHERE));
    nodes.forEach(node -> setUser(node, SELF));
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secret.refuses(Step.SET_SECRET, MISCONFIGURED, "it has no configuration file");
    assertThat(secret.fails(Step.SET_SECRET).remedy()).contains("\"persist\": false");
    assertHeld(first);
  }

  @Test
  void aSecretMayAcceptThatARestartForgets() throws StepFailed {
    nodes = List.of(RealRedis.start(RealRedis.Keeping.NOWHERE));
    setUser(nodes.getFirst(), SELF);
    RotatedSecret secret = secret(",\"persist\":false");
    secret.rotate();
    assertHeld(first, secret.password("AWSCURRENT"));
  }

  @Test
  void aFileThatCannotBeWrittenIsFoundBeforeAnythingIsChanged() throws StepFailed, IOException {
    startNodes(1);
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    Path file = nodes.getFirst().aclFile();
    Files.delete(file);
    Files.createDirectory(file);
    secret.refuses(Step.SET_SECRET, MISCONFIGURED, "it cannot write its ACL file");
    assertHeld(first);
  }

  @Test
  void aServerThatCameBackWithOldUsersIsBroughtUpToDate() throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret(",\"persist\":false");
    secret.rotate();
    nodes.getLast().kill();
    nodes.getLast().startAgain();
    assertThat(nodes.getLast().opens(user, secret.password("AWSCURRENT"))).isFalse();
    String second = secret.password("AWSCURRENT");
    secret.rotate();
    assertHeld(second, secret.password("AWSCURRENT"));
  }

  @Test
  void passwordsThatNoLabelNamesStayUnlessTheFunctionIsExact() throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret("");
    String foreign = RealRedis.newPassword();
    nodes.getLast().setUser(user, RealRedis.rule(foreign));
    secret.rotate();
    assertThat(nodes.getLast().opens(user, foreign)).isTrue();

    String second = secret.password("AWSCURRENT");
    secret.environment.put("KEYTURN_PASSWORDS", "exact");
    secret.rotate();
    assertHeld(second, secret.password("AWSCURRENT"));
  }

  @Test
  void aPasswordThatIsCurrentAgainIsNotTakenAwayAsThePreviousOne() throws StepFailed {
    startNodes(1);
    RotatedSecret secret = secret("");
    secret.rotate();
    secrets.store(secret.arn, "version-back", json(user, first, ""));
    secrets.store(secret.arn, "version-again", json(user, first, ""));
    secret.rotate();
    assertThat(nodes.getFirst().opens(user, first)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "off, ACCOUNT_LOCKED, is off at",
    "nopass, MISCONFIGURED, comes in with any password",
  })
  void aUserThatPasswordsDoNotKeepOutIsLeftAlone(
      String rule, FailureClass failureClass, String text) throws StepFailed {
    startNodes(1);
    RotatedSecret secret = secret(",\"masterarn\":\"" + superuser() + "\"");
    secret.superuserArn = Optional.of(secretArn("admin"));
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    nodes.getFirst().setUser(user, rule);
    Set<String> rules = nodes.getFirst().rules(user);
    secret.refuses(Step.SET_SECRET, failureClass, text);
    assertThat(nodes.getFirst().rules(user)).isEqualTo(rules);
  }

  @Test
  void aMissingUserIsNeverMade() throws StepFailed {
    startNodes(1);
    RotatedSecret secret = secret(",\"masterarn\":\"" + superuser() + "\"");
    secret.superuserArn = Optional.of(secretArn("admin"));
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    nodes.getFirst().command(Command.ACL, "DELUSER", user);
    secret.refuses(Step.SET_SECRET, MISCONFIGURED, "does not exist at");
    assertThat(nodes.getFirst().rules(user)).isEmpty();
  }

  @Test
  void aUserWithoutTheRightIsToldHowToGoOn() throws StepFailed {
    startNodes(1);
    nodes.getFirst().setUser(user, "-acl");
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secret.refuses(Step.SET_SECRET, NOT_ALLOWED, "NOPERM");
    assertThat(secret.fails(Step.SET_SECRET).remedy()).contains("masterarn", "+acl|setuser");
    assertHeld(first);
  }

  @Test
  void aSuperuserChangesAUserThatMayNot() throws StepFailed {
    startNodes(3);
    nodes.forEach(node -> node.setUser(user, "-acl", "-config"));
    RotatedSecret secret = secret(",\"masterarn\":\"" + superuser() + "\"");
    secret.superuserArn = Optional.of(secretArn("admin"));
    for (int i = 0; i < 2; i++) {
      String old = secret.password("AWSCURRENT");
      secret.rotate();
      assertHeld(old, secret.password("AWSCURRENT"));
    }
  }

  @Test
  void aSuperuserThatIsRotatingIsReadAgainAndWaitedFor() throws StepFailed {
    startNodes(1);
    String admin = superuser();
    RotatedSecret secret = secret(",\"masterarn\":\"" + admin + "\"");
    secret.superuserArn = Optional.of(admin);
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secrets.store(admin, "admin-1", json(RealRedis.ADMIN, "not-yet-known", ""));
    secret.refuses(Step.SET_SECRET, BUSY, "master secret");

    secrets.overwrite(
        admin, "admin-2", json(RealRedis.ADMIN, nodes.getFirst().adminPassword(), ""));
    secrets.placeholder(admin, "admin-2");
    secret.run(Step.SET_SECRET);
    assertHeld(first, secret.password("AWSPENDING"));
  }

  /// Whoever writes a secret could otherwise name a server of their own, and be told the password.
  @Test
  void theSuperusersPasswordIsShownToItsOwnServersOnly() throws StepFailed {
    startNodes(2);
    String admin = superuser();
    List<RealRedis> both = nodes;
    nodes = List.of(both.getFirst());
    secrets.store(admin, "admin-1", json(RealRedis.ADMIN, both.getFirst().adminPassword(), ""));
    nodes = both;
    RotatedSecret secret = secret(",\"masterarn\":\"" + admin + "\"");
    secret.superuserArn = Optional.of(admin);
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secret.refuses(
        Step.SET_SECRET, MISCONFIGURED, "does not name host " + both.getLast().address());
    assertHeld(first);
  }

  /// Else a secret that names somebody else's user would make the superuser hand it over.
  @Test
  void aSuperuserActsOnlyWhereTheSecretsOwnerHoldsAPassword() throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret(",\"masterarn\":\"" + superuser() + "\"");
    secret.superuserArn = Optional.of(secretArn("admin"));
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    String theirs = RealRedis.newPassword();
    nodes.getLast().setUser(user, "resetpass", RealRedis.rule(theirs));
    secret.refuses(Step.SET_SECRET, REFUSED, "refuses the password of AWSCURRENT");
    assertThat(nodes.getLast().opens(user, theirs)).isTrue();
    assertThat(nodes.getLast().digests(user)).hasSize(1);
  }

  @Test
  void aSuperuserThatWasNotCheckedIsNotUsed() {
    startNodes(1);
    RotatedSecret secret = secret(",\"masterarn\":\"" + superuser() + "\"");
    secret.begin();
    secret.refuses(Step.CREATE_SECRET, MISCONFIGURED, "not the one that RotateSecret checked");
  }

  @Test
  void thePendingPasswordIsTriedOnlyWhenItMayHaveBeenSet() throws StepFailed {
    startNodes(1);
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    nodes.getFirst().setUser(user, "resetpass", RealRedis.rule(RealRedis.newPassword()));
    assertThat(secret.fails(Step.SET_SECRET).getMessage()).endsWith("the password of AWSCURRENT");
    secret.setMayHaveBegun = true;
    assertThat(secret.fails(Step.SET_SECRET).getMessage())
        .endsWith("the password of AWSCURRENT, AWSPENDING");
  }

  @Test
  void aServerThatHasThePendingPasswordOnlyIsGivenTheCurrentOneBack() throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secret.run(Step.SET_SECRET);
    nodes.getLast().setUser(user, "!" + RealRedis.digest(first));
    secret.run(Step.SET_SECRET);
    assertHeld(first, secret.password("AWSPENDING"));
  }

  @ParameterizedTest
  @CsvSource({"SECRET_ARN, arn:other", "USER_NAME, somebody"})
  void aFunctionThatIsForAnotherSecretOrUserIsRefused(String variable, String value)
      throws StepFailed {
    startNodes(1);
    RotatedSecret secret = secret("");
    secret.environment.put(variable, value);
    secret.begin();
    secret.refuses(Step.CREATE_SECRET, MISCONFIGURED, variable + " is " + value);
    secret.environment.put(variable, variable.equals("USER_NAME") ? user : secret.arn);
    secret.run(Step.CREATE_SECRET);
  }

  @Test
  void aPendingVersionOfAnotherUserOrServerIsRefused() throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret("");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secrets.overwrite(secret.arn, secret.token, json("other", RealRedis.newPassword(), ""));
    secret.refuses(Step.SET_SECRET, MISCONFIGURED, "Attempting to modify user other");
    List<RealRedis> both = nodes;
    nodes = List.of(both.getFirst());
    secrets.overwrite(secret.arn, secret.token, json(user, RealRedis.newPassword(), ""));
    nodes = both;
    secret.refuses(Step.SET_SECRET, MISCONFIGURED, "lists other hosts");
    assertHeld(first);
  }

  /// A worker that was stalled since it read the secret finds that it was replaced.
  @Test
  void aRotationThatEndedMeanwhileChangesNothing() throws StepFailed {
    startNodes(1);
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    RotatedSecret secret = secret(dialerAfter(meanwhile), "");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    meanwhile.set(() -> secrets.unlabel(secret.arn, "AWSPENDING"));
    secret.refuses(Step.SET_SECRET, BUSY, "no longer under way");
    assertHeld(first);
  }

  @Test
  void noConnectionIsLeftBehind() throws StepFailed {
    startNodes(2);
    RotatedSecret secret = secret(",\"masterarn\":\"" + superuser() + "\"");
    secret.superuserArn = Optional.of(secretArn("admin"));
    secret.rotate();
    nodes.getLast().setUser(user, "off");
    secret.begin();
    secret.run(Step.CREATE_SECRET);
    secret.refuses(Step.SET_SECRET, FailureClass.ACCOUNT_LOCKED, "is off");
    for (RealRedis node : nodes) {
      byte[] clients = (byte[]) node.command(Command.CLIENT, "LIST");
      assertThat(new String(clients, StandardCharsets.UTF_8).lines()).hasSize(1);
    }
  }
}
