package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.REFUSED;
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
import org.junit.jupiter.api.Test;

/// What the single-user function does on every server of the MySQL family.
abstract class MySqlSingleUserSuite extends OnRealMySql {
  private static final String SINGLE = "SingleUser";

  private final String user;
  private final String password;
  private final RotatedSecret secret;

  MySqlSingleUserSuite(RealMySql server) {
    super(server);
    user = server.newName("single");
    password = server.createUser(user, "%", "");
    secret = secret(user, password, SINGLE, dialer());
  }

  @Test
  void fourRotationsEachGiveANewPasswordThatOpensAndEndTheOldOne() throws StepFailed {
    String old = password;
    for (int i = 0; i < 4; i++) {
      secret.rotate();
      assertThat(secret.user("AWSCURRENT")).isEqualTo(user);
      assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
      assertThat(server.logIn(user, old)).isFalse();
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
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void pendingIsNeverProbedUnlessTheJournalSaysSetMayHaveBegun() {
    server.changePassword(user, "%");
    secret.begin();
    assertThat(secret.fails(CREATE_SECRET)).isNull();
    long before = server.logIns(user);
    secret.refuses(SET_SECRET, REFUSED, "refuses the password of AWSCURRENT");
    assertThat(server.logIns(user) - before).isEqualTo(1);

    secret.setMayHaveBegun = true;
    secret.refuses(SET_SECRET, REFUSED, "refuses the password of AWSCURRENT, AWSPENDING");
    assertThat(server.logIns(user) - before).isEqualTo(3);
  }

  @Test
  void aSetThatWorksLogsInOnceWithCurrentAndOnceWithPending() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    long before = server.logIns(user);
    secret.run(SET_SECRET);
    assertThat(server.logIns(user) - before).isEqualTo(2);
  }

  @Test
  void thePreviousPasswordOpensATargetThatWasLeftBehind() throws StepFailed {
    secrets.store(secret.arn, "version-1", json(user, server.newPassword(), ""));
    secret.rotate();
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aServerThatWasRestoredFromABackupInMidRotationIsSetAgain() throws StepFailed {
    restoreInMidRotationAndExpectItSetAgain();
  }

  @Test
  void aServerThatWasRestoredFromAnOlderBackupInMidRotationIsOpenedWithThePreviousPassword()
      throws StepFailed {
    secret.rotate();
    restoreInMidRotationAndExpectItSetAgain();
  }

  /// Restored is the password that the user had at first.
  private void restoreInMidRotationAndExpectItSetAgain() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    server.setPassword(user, "%", password);
    secret.refuses(TEST_SECRET, REFUSED, "1045");
    secret.walk();
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aWrongPasswordIsARefusalThatNamesWhatWasTriedAndTheRemedy() throws StepFailed {
    server.changePassword(user, "%");
    secret.begin();
    secret.run(CREATE_SECRET);
    StepFailed failed = secret.fails(SET_SECRET);
    assertThat(failed.failureClass()).isEqualTo(REFUSED);
    assertThat(failed)
        .hasMessageContaining("secret arn " + secret.arn)
        .hasMessageContaining(user + " at 127.0.0.1:" + server.port());
    assertThat(failed.remedy()).contains("PutSecretValue");
  }

  @Test
  void aPasswordThatTheTargetTookAndThenRefusesIsTakenBack() throws StepFailed {
    RotatedSecret doubted = secret(user, password, SINGLE, refusingAllBut(password));
    doubted.begin();
    doubted.run(CREATE_SECRET);
    doubted.refuses(SET_SECRET, REFUSED, "the old password was set again");
    assertThat(server.logIn(user, password)).isTrue();
    assertThat(server.logIn(user, doubted.password("AWSPENDING"))).isFalse();
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
    assertThat(server.logIn(user, password)).isTrue();
  }

  @Test
  void settlingLogsInWithTheAbandonedVersionAndSetsCurrent() throws StepFailed {
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    secret.settling(secret.token);
    secrets.unlabel(secret.arn, "AWSPENDING");
    String wanted = server.newPassword();
    secrets.store(secret.arn, "by-hand", json(user, wanted, ""));

    secret.run(SETTLE_SECRET);

    assertThat(server.logIn(user, wanted)).isTrue();
    secret.run(SETTLE_SECRET);
  }

  @Test
  void namesAndPasswordsWithQuotesBackslashesBracesAndUnicodeAreTakenLiterally() throws StepFailed {
    String odd = server.newName("o'd`\"\\ {d}");
    String oddPassword = server.createUser(odd, "%", "");
    RotatedSecret named = secret(odd, oddPassword, SINGLE, dialer());
    named.begin();
    String wanted = server.remember("Pä-'\\'';\"`{d '1'} -- /* ✓ " + server.newName("x"));
    secrets.overwrite(named.arn, named.token, json(odd, wanted, ""));
    named.run(SET_SECRET);
    named.run(TEST_SECRET);
    assertThat(server.logIn(odd, wanted)).isTrue();
  }

  @Test
  void whateverSqlModeTheServerBeginsSessionsWithPasswordsAreTakenLiterally() throws StepFailed {
    RotatedSecret moded = secret(user, password, SINGLE, dialer());
    String before = server.query("SELECT @@GLOBAL.sql_mode").getFirst();
    try {
      for (String mode : List.of("ANSI", "NO_BACKSLASH_ESCAPES", "")) {
        server.execute("SET GLOBAL sql_mode = '" + mode + "'");
        moded.begin();
        String wanted = server.remember("a\\' \"b\" '' " + server.newName("x"));
        secrets.overwrite(moded.arn, moded.token, json(user, wanted, ""));
        moded.run(SET_SECRET);
        moded.run(TEST_SECRET);
        moded.run(FINISH_SECRET);
      }
    } finally {
      server.execute("SET GLOBAL sql_mode = '" + before + "'");
    }
    assertThat(server.logIn(user, moded.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aServerThatBeginsSessionsReadOnlyIsStillChanged() throws StepFailed {
    String setting = server.isLater() ? "transaction_read_only" : "tx_read_only";
    server.execute("SET GLOBAL " + setting + " = 1");
    try {
      secret.rotate();
    } finally {
      server.execute("SET GLOBAL " + setting + " = 0");
    }
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aUserOfSeveralAccountsIsRefusedWhereItCanSeeThem() throws StepFailed {
    String inner = server.createUser(user, "127.0.0.1", "");
    server.execute("GRANT SELECT ON mysql.* TO " + RealMySql.account(user, "127.0.0.1"));
    secrets.store(secret.arn, "inner", json(user, inner, ""));
    secret.begin();
    secret.run(CREATE_SECRET);
    StepFailed failed = secret.fails(SET_SECRET);
    assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
    assertThat(failed)
        .hasMessageContaining("several accounts")
        .hasMessageContaining(user + "@%, " + user + "@127.0.0.1");
    assertThat(failed.remedy()).contains("KEYTURN_USER_HOST=127.0.0.1").contains("multi-user");
    assertThat(server.logIn(user, inner)).isTrue();
  }

  @Test
  void oneOfSeveralAccountsIsChangedWhenItIsPinned() throws StepFailed {
    String inner = server.createUser(user, "127.0.0.1", "SELECT ON mysql.*");
    secrets.store(secret.arn, "inner", json(user, inner, ""));
    secret.environment.put("KEYTURN_USER_HOST", "127.0.0.1");
    String outer = server.hashes(user).getFirst();
    secret.rotate();
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
    assertThat(server.hashes(user).getFirst()).isEqualTo(outer);
  }

  @Test
  void anotherAccountThanThePinnedOneIsNotChanged() throws StepFailed {
    secret.environment.put("KEYTURN_USER_HOST", "localhost");
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, MISCONFIGURED, "not to that of KEYTURN_USER_HOST, localhost");
    assertThat(server.logIn(user, password)).isTrue();
  }

  @Test
  void anAnonymousAccountIsNotTakenForTheUser() throws StepFailed {
    String anonymous = server.createUser("", "127.0.0.1", "");
    try {
      RotatedSecret ghost = secret(server.newName("ghost"), anonymous, SINGLE, dialer());
      ghost.begin();
      ghost.run(CREATE_SECRET);
      ghost.refuses(SET_SECRET, MISCONFIGURED, "as an anonymous user");
      assertThat(server.logIn("whoever", anonymous)).isTrue();
    } finally {
      server.execute("DROP USER ''@'127.0.0.1'");
    }
  }

  @Test
  void aDatabaseThatIsNotThereSaysSo() throws StepFailed {
    secrets.store(secret.arn, "v1", json(user, password, ",\"dbname\":\"nowhere\""));
    secret.begin();
    secret.run(CREATE_SECRET);
    StepFailed failed = secret.fails(SET_SECRET);
    assertThat(failed.remedy()).containsAnyOf("dbname", "Grant what the server's answer names");
  }
}
