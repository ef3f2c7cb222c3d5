package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static dev.keyturn.function.Step.CREATE_SECRET;
import static dev.keyturn.function.Step.FINISH_SECRET;
import static dev.keyturn.function.Step.SETTLE_SECRET;
import static dev.keyturn.function.Step.SET_SECRET;
import static dev.keyturn.function.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.InterruptedDialer.Interruption;
import dev.keyturn.rotators.target.Dialer;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Servers of the MySQL family that crash and start again in mid-rotation.
abstract class MySqlRestartSuite extends OnRealMySql {
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-ReStAr";
  private static final String SETTING = "SET PASSWORD";

  private final String user;
  private final String alternate;
  private final String password;

  MySqlRestartSuite(RealMySql server) {
    super(server);
    user = server.newName("restart");
    alternate = user + "_clone";
    password = server.createUser(user, "%", "SELECT ON orders.*");
  }

  private RotatedSecret single(Dialer dialer) {
    return secret(user, password, "SingleUser", dialer);
  }

  private RotatedSecret alternating(Dialer dialer) {
    String admin = server.newName("admin");
    secrets.store(ADMIN_ARN, "admin-0", json(admin, server.createSuperuser(admin), ""));
    RotatedSecret secret = secret(user, password, "MultiUser", dialer);
    secret.superuserArn = Optional.of(ADMIN_ARN);
    secrets.store(
        secret.arn, "version-0", json(user, password, ",\"masterarn\":\"" + ADMIN_ARN + "\""));
    return secret;
  }

  private void restartAndBreak() throws SQLException {
    server.restart();
    Interruption.BREAK.happen();
  }

  private void assertOpens(RotatedSecret secret) {
    assertThat(server.logIn(secret.user("AWSCURRENT"), secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aServerThatRestartsBetweenTheStepsIsRotatedToTheEnd() throws StepFailed {
    RotatedSecret secret = single(dialer());
    secret.begin();
    for (Step step : List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET)) {
      secret.run(step);
      server.restart();
    }
    assertOpens(secret);
    assertThat(server.logIn(user, password)).isFalse();
  }

  @Test
  void aServerThatRestartsBeforeItIsSetHasTheOldPasswordAndIsSetAgain() throws StepFailed {
    RotatedSecret secret = single(InterruptedDialer.before(SETTING, dialer(), server::restart));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, UNREACHABLE, "Setting the password of " + user);
    assertThat(server.logIn(user, password)).isTrue();
    secret.walk();
    assertOpens(secret);
  }

  @Test
  void aServerThatRestartsOnceItIsSetHasTheNewPasswordAndIsFoundDone() throws StepFailed {
    RotatedSecret secret =
        single(InterruptedDialer.after(SETTING, dialer(), this::restartAndBreak));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, UNREACHABLE, "Setting the password of " + user);
    assertThat(server.logIn(user, secret.password("AWSPENDING"))).isTrue();
    secret.walk();
    assertOpens(secret);
  }

  @Test
  void aServerThatRestartsWhileTheAlternateUserIsMadeHasItMadeToTheEnd() throws StepFailed {
    RotatedSecret secret =
        alternating(InterruptedDialer.before("GRANT SELECT", dialer(), server::restart));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, UNREACHABLE, "Preparing " + alternate);
    assertThat(server.grants(alternate, "%")).isNotEqualTo(server.grants(user, "%"));
    secret.walk();
    assertThat(server.grants(alternate, "%")).isEqualTo(server.grants(user, "%"));
    assertThat(secret.user("AWSCURRENT")).isEqualTo(alternate);
    assertOpens(secret);
    assertThat(server.logIn(user, password)).isTrue();
  }

  @Test
  void aServerThatRestartsWhileItIsSettledIsSettledAgain() throws StepFailed {
    RotatedSecret abandoned = single(dialer());
    abandoned.begin();
    abandoned.run(CREATE_SECRET);
    abandoned.run(SET_SECRET);
    secrets.unlabel(abandoned.arn, "AWSPENDING");
    RotatedSecret secret = single(InterruptedDialer.before(SETTING, dialer(), server::restart));
    secret.token = abandoned.token;
    secret.settling(abandoned.token);
    secret.refuses(SETTLE_SECRET, UNREACHABLE, "Setting the password of " + user);
    secret.run(SETTLE_SECRET);
    assertThat(server.logIn(user, password)).isTrue();
  }
}
