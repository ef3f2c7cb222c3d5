package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.REJECTED_PASSWORD;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static dev.keyturn.function.Step.CREATE_SECRET;
import static dev.keyturn.function.Step.FINISH_SECRET;
import static dev.keyturn.function.Step.SETTLE_SECRET;
import static dev.keyturn.function.Step.SET_SECRET;
import static dev.keyturn.function.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.Login;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SingleUserTest extends OnRealPostgres {
  private final String user = POSTGRES.newName("single");
  private final String password = POSTGRES.createUser(user, "");
  private final RotatedSecret secret = secret(user, password, SINGLE, dialer());

  @Test
  void fourRotationsEachGiveANewPasswordThatOpensAndEndTheOldOne() throws StepFailed {
    String old = password;
    for (int i = 0; i < 4; i++) {
      secret.rotate();
      assertThat(secret.user("AWSCURRENT")).isEqualTo(user);
      assertThat(POSTGRES.logIn(user, secret.password("AWSCURRENT"))).isTrue();
      assertThat(POSTGRES.logIn(user, old)).isFalse();
      assertThat(secret.password("AWSPREVIOUS")).isEqualTo(old);
      old = secret.password("AWSCURRENT");
    }
  }

  @Test
  void eachStepMayRunTwice() throws StepFailed {
    secret.begin();
    for (Step step : List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET)) {
      secret.run(step);
      secret.run(step);
    }
    assertThat(secret.secrets.holder(secret.arn, "AWSCURRENT")).hasValue(secret.token);
    assertThat(POSTGRES.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aRetryAfterACrashFindsTheTargetChangedAndGoesOn() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    String pending = secret.password("AWSPENDING");
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    secret.run(TEST_SECRET);
    secret.run(FINISH_SECRET);
    assertThat(secret.password("AWSCURRENT")).isEqualTo(pending);
    assertThat(POSTGRES.logIn(user, pending)).isTrue();
  }

  @Test
  void pendingIsNeverProbedUnlessTheJournalSaysSetMayHaveBegun() {
    POSTGRES.changePassword(user);
    secret.begin();
    assertThat(secret.fails(CREATE_SECRET)).isNull();
    long before = POSTGRES.logIns(user);
    secret.refuses(SET_SECRET, REFUSED, "refuses the password of AWSCURRENT");
    assertThat(POSTGRES.logIns(user) - before).isEqualTo(1);

    secret.setMayHaveBegun = true;
    secret.refuses(SET_SECRET, REFUSED, "refuses the password of AWSCURRENT, AWSPENDING");
    assertThat(POSTGRES.logIns(user) - before).isEqualTo(3);
  }

  @Test
  void aSetThatWorksLogsInOnceWithCurrentAndOnceWithPending() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    long before = POSTGRES.logIns(user);
    secret.run(SET_SECRET);
    assertThat(POSTGRES.logIns(user) - before).isEqualTo(2);
  }

  @Test
  void thePreviousPasswordOpensATargetThatWasLeftBehind() throws StepFailed {
    secrets.store(secret.arn, "version-1", json(user, POSTGRES.newPassword(), ""));
    secret.rotate();
    assertThat(POSTGRES.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void thePreviousPasswordOfAnotherUserIsNotTried() throws StepFailed {
    String other = POSTGRES.newName("other");
    secrets.store(secret.arn, "v1", json(other, POSTGRES.createUser(other, ""), ""));
    secrets.store(secret.arn, "v2", json(user, POSTGRES.newPassword(), ""));
    secret.begin();
    secret.run(CREATE_SECRET);
    long before = POSTGRES.logIns(other);
    secret.refuses(SET_SECRET, REFUSED, "Unable to log into database with previous, current, or");
    assertThat(POSTGRES.logIns(other)).isEqualTo(before);
  }

  @Test
  void aWrongPasswordIsARefusalThatNamesWhatWasTriedAndTheRemedy() throws StepFailed {
    POSTGRES.changePassword(user);
    secret.begin();
    secret.run(CREATE_SECRET);
    StepFailed failed = secret.fails(SET_SECRET);
    assertThat(failed.failureClass()).isEqualTo(REFUSED);
    assertThat(failed)
        .hasMessageContaining("secret arn " + secret.arn)
        .hasMessageContaining(user + " at 127.0.0.1:" + POSTGRES.port());
    assertThat(failed.remedy()).contains("PutSecretValue");
  }

  @Test
  void anUnknownUserIsRefused() throws StepFailed {
    RotatedSecret ghost = secret("ghost", POSTGRES.newPassword(), SINGLE, dialer());
    ghost.begin();
    ghost.run(CREATE_SECRET);
    ghost.refuses(SET_SECRET, REFUSED, "ghost at 127.0.0.1");
  }

  @Test
  void aPendingVersionOfAnotherUserIsRefusedBeforeAnyConnection() {
    AtomicInteger dialled = new AtomicInteger();
    RotatedSecret guarded = secret(user, password, SINGLE, counting(dialled));
    guarded.begin();
    secrets.overwrite(guarded.arn, guarded.token, json("postgres", POSTGRES.newPassword(), ""));
    guarded.refuses(
        SET_SECRET,
        MISCONFIGURED,
        "Attempting to modify user postgres other than valid user " + user);
    assertThat(dialled).hasValue(0);
  }

  @Test
  void aPendingVersionForAnotherServerIsRefusedBeforeAnyConnection() {
    AtomicInteger dialled = new AtomicInteger();
    RotatedSecret guarded = secret(user, password, SINGLE, counting(dialled));
    guarded.begin();
    String elsewhere =
        json(user, POSTGRES.newPassword(), "").replace("127.0.0.1", "db.example.org");
    secrets.overwrite(guarded.arn, guarded.token, elsewhere);
    guarded.refuses(SET_SECRET, MISCONFIGURED, "other than current host 127.0.0.1");
    assertThat(dialled).hasValue(0);
  }

  @Test
  void anotherPortIsAnotherServer() {
    secret.begin();
    String elsewhere = json(user, POSTGRES.newPassword(), "").replace("\"port\":", "\"port\":1");
    secrets.overwrite(
        secret.arn, secret.token, elsewhere.replaceAll("\"port\":\\d+", "\"port\":5433"));
    secret.refuses(SET_SECRET, MISCONFIGURED, "host 127.0.0.1:5433 other than current host");
  }

  @Test
  void aPasswordThatTheTargetTookAndThenRefusesIsTakenBack() throws StepFailed {
    RotatedSecret doubted = secret(user, password, SINGLE, refusingAllBut(password));
    doubted.begin();
    doubted.run(CREATE_SECRET);
    doubted.refuses(SET_SECRET, REFUSED, "the old password was set again");
    assertThat(POSTGRES.logIn(user, password)).isTrue();
    assertThat(POSTGRES.logIn(user, doubted.password("AWSPENDING"))).isFalse();
  }

  /// `password_encryption` alone would make a verifier that the rule in pg_hba.conf does not take.
  @Test
  void whoLoggedInWithScramKeepsScramWhateverTheSettingIs() throws StepFailed {
    POSTGRES.execute("ALTER ROLE \"%s\" SET password_encryption = 'md5'".formatted(user));
    secret.rotate();
    assertThat(POSTGRES.logIn(user, secret.password("AWSCURRENT"))).isTrue();
    assertThat(POSTGRES.verifier(user)).startsWith("SCRAM-SHA-256$");
  }

  /// Its clients may not know SCRAM.
  @Test
  void whoLoggedInWithMd5GetsWhatTheServerIsSetTo() throws StepFailed {
    String legacy = POSTGRES.newName("legacy");
    RotatedSecret old = secret(legacy, POSTGRES.createMd5User(legacy), SINGLE, dialer());
    POSTGRES.execute("ALTER ROLE \"%s\" SET password_encryption = 'md5'".formatted(legacy));
    old.rotate();
    assertThat(POSTGRES.logIn(legacy, old.password("AWSCURRENT"))).isTrue();
    assertThat(POSTGRES.verifier(legacy)).startsWith("md5");

    POSTGRES.execute("ALTER ROLE \"%s\" RESET password_encryption".formatted(legacy));
    old.rotate();
    assertThat(POSTGRES.verifier(legacy)).startsWith("SCRAM-SHA-256$");
  }

  @Test
  void aPasswordThatIsSetBackHasItsOldForm() throws StepFailed {
    String legacy = POSTGRES.newName("legacy");
    String before = POSTGRES.createMd5User(legacy);
    RotatedSecret doubted = secret(legacy, before, SINGLE, refusingAllBut(before));
    doubted.begin();
    doubted.run(CREATE_SECRET);
    doubted.refuses(SET_SECRET, REFUSED, "the old password was set again");
    assertThat(POSTGRES.logIn(legacy, before)).isTrue();
    assertThat(POSTGRES.verifier(legacy)).startsWith("md5");
  }

  @Test
  void aServerThatWasRestoredFromABackupInMidRotationIsSetAgain() throws StepFailed {
    String backup = POSTGRES.verifier(user);
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    POSTGRES.restoreVerifier(user, backup);
    secret.refuses(TEST_SECRET, REFUSED, "28P01");
    for (Step step : List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET)) {
      secret.run(step);
    }
    assertThat(POSTGRES.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aUserThatIsExpiredIsRefusedAndTheRemedySaysSo() throws StepFailed {
    POSTGRES.execute("ALTER ROLE \"%s\" VALID UNTIL '2001-01-01'".formatted(user));
    secret.begin();
    secret.run(CREATE_SECRET);
    StepFailed failed = secret.fails(SET_SECRET);
    assertThat(failed.failureClass()).isEqualTo(REFUSED);
    assertThat(failed.remedy()).contains("VALID UNTIL");
  }

  @Test
  void aUserThatMayNotLogInIsNotAllowedAndNoOtherPasswordIsTried() throws StepFailed {
    POSTGRES.execute("ALTER ROLE \"%s\" NOLOGIN".formatted(user));
    secrets.store(secret.arn, "version-1", json(user, password, ""));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.setMayHaveBegun = true;
    long before = attempts();
    secret.refuses(SET_SECRET, NOT_ALLOWED, "not permitted to log in");
    assertThat(attempts() - before).isEqualTo(1);
  }

  private long attempts() {
    return POSTGRES
        .log()
        .lines()
        .filter(line -> line.contains("is not permitted to log in"))
        .count();
  }

  /// The old session stays open while the new password is tried: the second try finds it set.
  @Test
  void aUserWithOneConnectionRotatesAtTheSecondTry() throws StepFailed {
    POSTGRES.execute("ALTER ROLE \"%s\" CONNECTION LIMIT 1".formatted(user));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, UNREACHABLE, "too many connections");
    secret.setMayHaveBegun = true;
    for (Step step : List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET)) {
      secret.run(step);
    }
    assertThat(POSTGRES.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aPasswordThatTheServersPolicyRejectsIsAClassOfItsOwnAndChangesNothing() throws StepFailed {
    POSTGRES.execute(
        "ALTER ROLE \"%s\" SET session_preload_libraries = 'passwordcheck'".formatted(user));
    secret.begin();
    secret.run(CREATE_SECRET);
    // What passwordcheck rejects of a verifier: one that opens with the user's own name.
    secrets.overwrite(secret.arn, secret.token, json(user, user, ""));
    secret.refuses(SET_SECRET, REJECTED_PASSWORD, "password must not");
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void aWorkerThatWasReplacedChangesNothingLater() throws StepFailed {
    RotatedSecret stalled =
        secret(
            user,
            password,
            SINGLE,
            login -> {
              // It stalled before this connection; meanwhile its rotation was abandoned.
              secrets.unlabel(secret.arn, "AWSPENDING");
              return dialer().dial(login);
            });
    stalled.begin();
    stalled.run(CREATE_SECRET);
    stalled.refuses(SET_SECRET, BUSY, "is no longer under way");
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void aWorkerThatSettlesDoesNotSetAValueThatIsCurrentNoMore() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    String abandoned = secret.password("AWSPENDING");
    secrets.store(secret.arn, "by-hand", json(user, POSTGRES.newPassword(), ""));
    RotatedSecret stalled =
        secret(
            user,
            password,
            SINGLE,
            login -> {
              if (login.password().equals(SecretValue.ofString(abandoned))) {
                secrets.store(secret.arn, "later", json(user, POSTGRES.newPassword(), ""));
              }
              return dialer().dial(login);
            });
    secrets.store(secret.arn, "by-hand", json(user, POSTGRES.newPassword(), ""));
    stalled.settling(secret.token);
    stalled.refuses(SETTLE_SECRET, BUSY, "AWSCURRENT was changed meanwhile");
    assertThat(POSTGRES.logIn(user, abandoned)).isTrue();
  }

  @Test
  void aUserWhoseSettingsPutOnAnotherRoleOrReadOnlyStillChangesItsPassword() throws StepFailed {
    String group = POSTGRES.newName("group");
    POSTGRES.execute("CREATE ROLE %s; GRANT %s TO %s".formatted(group, group, user));
    POSTGRES.execute("ALTER ROLE %s SET role = '%s'".formatted(user, group));
    POSTGRES.execute("ALTER ROLE %s SET default_transaction_read_only = on".formatted(user));
    secret.rotate();
    assertThat(POSTGRES.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aUserWithAnOddNameIsQuoted() throws StepFailed {
    String odd = POSTGRES.newName("o'd d; DROP ROLE x-");
    RotatedSecret named = secret(odd, POSTGRES.createUser(odd, ""), SINGLE, dialer());
    named.rotate();
    assertThat(POSTGRES.logIn(odd, named.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aTestRotationLogsInWithThePendingCopyAndChangesNothing() throws StepFailed {
    secret.begin();
    secrets.overwrite(secret.arn, secret.token, json(user, password, ""));
    secret.run(TEST_SECRET);
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void settlingIsDoneWhenCurrentOpens() throws StepFailed {
    secret.settling();
    long before = POSTGRES.logIns(user);
    secret.run(SETTLE_SECRET);
    assertThat(POSTGRES.logIns(user) - before).isEqualTo(1);
  }

  @Test
  void settlingLogsInWithTheAbandonedVersionAndSetsCurrent() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    secret.settling(secret.token);
    secrets.unlabel(secret.arn, "AWSPENDING");
    String wanted = POSTGRES.newPassword();
    secrets.store(secret.arn, "by-hand", json(user, wanted, ""));

    secret.run(SETTLE_SECRET);

    assertThat(POSTGRES.logIn(user, wanted)).isTrue();
    secret.run(SETTLE_SECRET);
  }

  @Test
  void settlingWithoutAnAbandonedVersionOfThisUserSaysSo() {
    secrets.store(secret.arn, "by-hand", json(user, POSTGRES.newPassword(), ""));
    secret.settling();
    secret.refuses(SETTLE_SECRET, REFUSED, "no other version is for the same user");
  }

  @Test
  void aCancelledRotationIsSettledForward() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    secrets.enabled(secret.arn, false);
    secret.run(TEST_SECRET);
    secret.run(FINISH_SECRET);
    assertThat(POSTGRES.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  private static Dialer counting(AtomicInteger dialled) {
    return login -> {
      dialled.incrementAndGet();
      return dialer().dial(login);
    };
  }

  /// A server that takes new passwords and lets nobody in with them.
  private static Dialer refusingAllBut(String known) {
    return login -> {
      boolean mayPass = login.password().equals(SecretValue.ofString(known));
      SecretValue sent = mayPass ? login.password() : SecretValue.ofString("not-this-one");
      return dialer().dial(new Login(login.target(), login.user(), sent));
    };
  }

  @Test
  void restoringSetsTheVersionThatIsWantedBackWithWhatOpens() throws StepFailed {
    secret.rotate();
    String current = secret.secrets.holder(secret.arn, "AWSCURRENT").orElseThrow();
    assertThat(POSTGRES.logIn(user, password)).isFalse();

    secret.restoring("version-0", 1, current);
    secret.run(SETTLE_SECRET);

    assertThat(POSTGRES.logIn(user, password)).isTrue();
    assertThat(secret.secrets.holder(secret.arn, "AWSCURRENT"))
        .as("the labels are the engine's")
        .hasValue(current);
  }

  @Test
  void candidatesTakeTurnsOneLogInForEachAttempt() throws StepFailed {
    secret.rotate();
    String second = secret.token;
    secret.rotate();
    String third = secret.token;
    secrets.store(secret.arn, "wrong", json(user, POSTGRES.newPassword(), ""));
    long before = POSTGRES.logIns(user);

    secret.restoring("version-0", 1, "wrong", second, third);
    secret.refuses(SETTLE_SECRET, REFUSED, "so is that of version 1 of 3");
    assertThat(POSTGRES.logIns(user) - before).as("the goal, and one candidate").isEqualTo(2);
    secret.restoring("version-0", 2, "wrong", second, third);
    secret.refuses(SETTLE_SECRET, REFUSED, "so is that of version 2 of 3");
    secret.restoring("version-0", 3, "wrong", second, third);
    secret.run(SETTLE_SECRET);

    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void aVersionThatIsGoneCannotBeRestored() {
    secret.restoring("gone", 1, "version-0");
    secret.refuses(SETTLE_SECRET, REFUSED, "version gone, which is wanted back, is gone");
  }
}
