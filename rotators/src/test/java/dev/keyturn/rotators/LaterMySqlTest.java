package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.REJECTED_PASSWORD;
import static dev.keyturn.function.Step.CREATE_SECRET;
import static dev.keyturn.function.Step.FINISH_SECRET;
import static dev.keyturn.function.Step.SET_SECRET;
import static dev.keyturn.function.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.StepFailed;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What MySQL has since version 8. No registry has one to fetch: these tests run where the system
/// property `keyturn.test.mysql` names a server.
class LaterMySqlTest extends OnRealMySql {
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-ZyXwVu";

  private final String user;
  private final String alternate;
  private final String password;

  LaterMySqlTest() {
    super(RealMySql.shared());
    user = server.newName("app");
    alternate = user + "_clone";
    password = server.createUser(user, "%", "");
  }

  @BeforeEach
  void onlyOnALaterServer() {
    Assumptions.assumeTrue(server.isLater(), "keyturn.test.mysql names no server");
  }

  private RotatedSecret single() {
    return secret(user, password, "SingleUser", dialer());
  }

  @Test
  void whereTheServerHoldsTwoPasswordsTheOldOneStaysGoodUntilTheNextRotation() throws StepFailed {
    server.execute("GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO " + RealMySql.account(user, "%"));
    RotatedSecret secret = single();
    String old = password;
    for (int i = 0; i < 4; i++) {
      secret.begin();
      secret.run(CREATE_SECRET);
      secret.run(SET_SECRET);
      secret.run(SET_SECRET);
      assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
      secret.run(TEST_SECRET);
      secret.run(FINISH_SECRET);
      assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
      assertThat(server.logIn(user, secret.password("AWSPREVIOUS"))).isTrue();
      assertThat(server.logIn(user, old)).isEqualTo(i == 0);
      old = secret.password("AWSPREVIOUS");
    }
  }

  @Test
  void aServerThatWantsToHearTheOldPasswordIsToldIt() throws StepFailed {
    server.alter(user, "%", "PASSWORD REQUIRE CURRENT");
    RotatedSecret secret = single();
    secret.rotate();
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aPasswordThatWasUsedBeforeIsRejected() throws StepFailed {
    server.alter(user, "%", "PASSWORD HISTORY 3");
    RotatedSecret secret = single();
    secret.rotate();
    secret.rotate();
    secret.begin();
    secrets.overwrite(secret.arn, secret.token, json(user, secret.password("AWSPREVIOUS"), ""));
    secret.refuses(SET_SECRET, REJECTED_PASSWORD, "3638");
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  private RotatedSecret alternating() {
    RotatedSecret made = secret(user, password, "MultiUser", dialer());
    String admin = server.newName("admin");
    secrets.store(ADMIN_ARN, "admin-0", json(admin, server.createSuperuser(admin), ""));
    secrets.store(made.arn, "v1", json(user, password, ",\"masterarn\":\"" + ADMIN_ARN + "\""));
    made.superuserArn = Optional.of(ADMIN_ARN);
    return made;
  }

  /// Only what an earlier attempt of this rotation may have set is no rejection.
  @Test
  void aPasswordOfTheAlternateUserThatWasUsedBeforeIsRejected() throws StepFailed {
    server.alter(user, "%", "PASSWORD HISTORY 3");
    RotatedSecret secret = alternating();
    for (int i = 0; i < 4; i++) {
      secret.rotate();
    }
    secret.begin();
    secrets.overwrite(secret.arn, secret.token, secret.json("AWSPREVIOUS").toString());
    secret.refuses(SET_SECRET, REJECTED_PASSWORD, "3638");
    assertThat(server.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void rolesExceptionsAndRightsOfPartsAreCopied() throws StepFailed {
    String account = RealMySql.account(user, "%");
    String role = server.newName("role");
    server.execute("SET GLOBAL partial_revokes = ON");
    server.execute(
        "CREATE ROLE " + role,
        "GRANT " + role + " TO " + account,
        "ALTER USER " + account + " DEFAULT ROLE " + role,
        "GRANT SELECT ON *.* TO " + account,
        "REVOKE SELECT ON mysql.* FROM " + account,
        "GRANT BACKUP_ADMIN ON *.* TO " + account + " WITH GRANT OPTION");
    server.alter(user, "%", "FAILED_LOGIN_ATTEMPTS 4 PASSWORD_LOCK_TIME 2 PASSWORD HISTORY 7");
    try {
      RotatedSecret secret = alternating();
      for (int i = 0; i < 4; i++) {
        secret.rotate();
      }
      assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%")).hasSize(4);
      assertThat(server.definition(alternate, "%"))
          .isEqualTo(server.definition(user, "%"))
          .contains("FAILED_LOGIN_ATTEMPTS 4");
    } finally {
      server.execute("DROP USER " + account + ", " + RealMySql.account(alternate, "%"));
      server.execute("SET GLOBAL partial_revokes = OFF");
    }
  }

  @Test
  void cachingSha2WithoutTlsSaysThatItNeedsTls() throws StepFailed {
    RotatedSecret secret = single();
    secrets.store(secret.arn, "clear", json(user, password, "").replace("\"require\"", "false"));
    secret.begin();
    secret.run(CREATE_SECRET);
    StepFailed failed = secret.fails(SET_SECRET);
    assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
    assertThat(failed.remedy()).contains("needs TLS");
  }
}
