package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static dev.keyturn.function.Step.CREATE_SECRET;
import static dev.keyturn.function.Step.FINISH_SECRET;
import static dev.keyturn.function.Step.SETTLE_SECRET;
import static dev.keyturn.function.Step.SET_SECRET;
import static dev.keyturn.function.Step.TEST_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.RotationFunction;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.PostgreSql;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Servers that restart in mid-rotation, and replicas that lag behind: with a second server, which
/// belongs to these tests alone.
class PostgresServersTest {
  private static final RealPostgres OWN = RealPostgres.start();
  private static final RealPostgres PRIMARY = RealPostgres.shared();
  private static final List<Step> STEPS =
      List.of(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET);
  private static final String ADMIN_ARN =
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-SeRvEr";

  private final FakeSecrets secrets = new FakeSecrets(OWN::remember);
  private final String user = PRIMARY.newName("servers");

  @AfterAll
  static void stop() {
    assertThat(OWN.passwordsInLog()).isZero();
    OWN.close();
  }

  private static Dialer dialer() {
    return PostgreSql.dialer(TargetPolicy.standard(), TargetTrust.of(Optional.empty()));
  }

  private RotatedSecret secret(String name, RealPostgres at, String password, String more) {
    return secret(name, at, password, more, dialer());
  }

  private RotatedSecret secret(
      String name, RealPostgres at, String password, String more, Dialer dialer) {
    RotationFunction function =
        new BuiltInFunctions(new PostgreSql(dialer)).find(name).orElseThrow().function();
    RotatedSecret secret = new RotatedSecret(user, secrets, function);
    secret.superuserArn = Optional.of(ADMIN_ARN);
    secrets.store(secret.arn, "version-0", json(at, user, password, more));
    return secret;
  }

  private static String json(RealPostgres at, String of, String password, String more) {
    return """
    {"engine":"postgres","host":"%s","port":%d,"username":"%s","password":"%s"%s}\
    """
        .formatted(at.host(), at.port(), of, password, more);
  }

  /// Does something just before or just after the first COMMIT.
  private static Dialer atCommit(boolean before, Runnable interruption) {
    AtomicBoolean pending = new AtomicBoolean(true);
    return login -> {
      Connection real = dialer().dial(login);
      return (Connection)
          Proxy.newProxyInstance(
              PostgresServersTest.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (_, method, arguments) -> {
                boolean now = method.getName().equals("commit") && pending.getAndSet(false);
                if (now && before) {
                  interruption.run();
                }
                try {
                  Object result = method.invoke(real, arguments);
                  if (now && !before) {
                    interruption.run();
                  }
                  return result;
                } catch (InvocationTargetException failed) {
                  throw failed.getCause();
                }
              });
    };
  }

  private void assertEnds(RotatedSecret secret, RealPostgres at) throws StepFailed {
    for (Step step : STEPS) {
      secret.run(step);
    }
    assertThat(at.logIn(secret.user("AWSCURRENT"), secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aServerThatRestartsBetweenTheStepsIsRotatedToTheEnd() throws StepFailed {
    RotatedSecret secret = secret(OnRealPostgres.SINGLE, OWN, OWN.createUser(user, ""), "");
    secret.begin();
    for (Step step : STEPS) {
      secret.run(step);
      OWN.restart();
    }
    assertThat(OWN.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aServerThatRestartsBeforeTheCommitHasTheOldPasswordAndIsSetAgain() throws StepFailed {
    String old = OWN.createUser(user, "");
    RotatedSecret secret =
        secret(OnRealPostgres.SINGLE, OWN, old, "", atCommit(true, OWN::restart));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, UNREACHABLE, "Setting the password of " + user);
    assertThat(OWN.logIn(user, old)).isTrue();
    secret.setMayHaveBegun = true;
    assertEnds(secret, OWN);
  }

  @Test
  void aServerThatRestartsAfterTheCommitHasTheNewPasswordAndIsFoundDone() throws StepFailed {
    RotatedSecret secret =
        secret(
            OnRealPostgres.SINGLE,
            OWN,
            OWN.createUser(user, ""),
            "",
            atCommit(
                false,
                () -> {
                  OWN.restart();
                  throw new IllegalStateException("and this server died with it");
                }));
    secret.begin();
    secret.run(CREATE_SECRET);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> secret.run(SET_SECRET)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(OWN.logIn(user, secret.password("AWSPENDING"))).isTrue();
    secret.setMayHaveBegun = true;
    assertEnds(secret, OWN);
  }

  @Test
  void aServerThatRestartsWhileTheAlternateUserIsMadeIsSetAgain() throws StepFailed {
    String admin = user + "_admin";
    secrets.store(ADMIN_ARN, "v0", json(OWN, admin, OWN.createUser(admin, "SUPERUSER"), ""));
    String old = OWN.createUser(user, "");
    RotatedSecret secret =
        secret(
            OnRealPostgres.MULTI,
            OWN,
            old,
            ",\"masterarn\":\"" + ADMIN_ARN + "\"",
            atCommit(true, OWN::restart));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.refuses(SET_SECRET, UNREACHABLE, "Preparing " + user + "_clone");
    assertThat(OWN.query("SELECT 1 FROM pg_roles WHERE rolname = '%s_clone'".formatted(user)))
        .isEmpty();
    secret.setMayHaveBegun = true;
    assertEnds(secret, OWN);
    assertThat(OWN.logIn(user, old)).isTrue();
  }

  @Test
  void aServerThatRestartsWhileItIsSettledIsSettledAgain() throws StepFailed {
    RotatedSecret secret =
        secret(OnRealPostgres.SINGLE, OWN, OWN.createUser(user, ""), "", atCommit(true, () -> {}));
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    secret.settling(secret.token);
    secrets.unlabel(secret.arn, "AWSPENDING");
    OWN.restart();
    secret.run(SETTLE_SECRET);
    assertThat(OWN.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  /// The replica has the users of its primary as they were, until [#replicate].
  private String replicated(String name) {
    String password = PRIMARY.createUser(name, "");
    OWN.createUser(name, "");
    replicate(name);
    return OWN.remember(password);
  }

  private static void replicate(String name) {
    OWN.restoreVerifier(name, PRIMARY.verifier(name));
  }

  private static String hosts() {
    return ",\"hosts\":[\"%s:%d\"]".formatted(OWN.host(), OWN.port());
  }

  @Test
  void aReplicaThatLagsIsAwaitedBeforeCurrentMoves() throws StepFailed {
    String old = replicated(user);
    RotatedSecret secret = secret(OnRealPostgres.SINGLE, PRIMARY, old, hosts());
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    for (int i = 0; i < 2; i++) {
      secret.refuses(TEST_SECRET, BUSY, "does not accept the pending password yet");
    }
    assertThat(secret.password("AWSCURRENT")).isEqualTo(old);

    replicate(user);
    assertEnds(secret, PRIMARY);
    assertThat(OWN.logIn(user, secret.password("AWSCURRENT"))).isTrue();
  }

  @Test
  void aReplicaWithoutTheAlternateUserIsAwaited() throws StepFailed {
    String admin = user + "_admin";
    String alternate = user + "_clone";
    secrets.store(
        ADMIN_ARN, "v0", json(PRIMARY, admin, PRIMARY.createUser(admin, "SUPERUSER"), ""));
    RotatedSecret secret =
        secret(
            OnRealPostgres.MULTI,
            PRIMARY,
            replicated(user),
            hosts() + ",\"masterarn\":\"" + ADMIN_ARN + "\"");
    secret.begin();
    secret.run(CREATE_SECRET);
    secret.run(SET_SECRET);
    secret.refuses(TEST_SECRET, BUSY, "does not accept the pending password yet");
    assertThat(secret.user("AWSCURRENT")).isEqualTo(user);

    OWN.createUser(alternate, "");
    replicate(alternate);
    assertEnds(secret, PRIMARY);
    assertThat(OWN.logIn(alternate, secret.password("AWSCURRENT"))).isTrue();
  }
}
