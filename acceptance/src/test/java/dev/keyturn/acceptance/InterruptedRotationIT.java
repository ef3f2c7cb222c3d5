package dev.keyturn.acceptance;

import static dev.keyturn.acceptance.kit.Strategy.ALTERNATING_USERS;
import static dev.keyturn.acceptance.kit.Strategy.OWN_TWO_PASSWORDS;
import static dev.keyturn.acceptance.kit.Strategy.SINGLE_USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Credentials;
import dev.keyturn.acceptance.kit.Engine;
import dev.keyturn.acceptance.kit.PostgresTarget;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.RotatedSecret;
import dev.keyturn.acceptance.kit.SqlTarget;
import dev.keyturn.acceptance.kit.Strategy;
import dev.keyturn.acceptance.kit.Target;
import dev.keyturn.acceptance.kit.Tool;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What stands still, ends or goes back in time in the middle of a rotation: the packaged server,
/// and its targets.
@Timeout(180)
class InterruptedRotationIT {
  private static final Duration LEASE = Duration.ofSeconds(15);

  private static Program program;
  private static PostgresTarget postgres;
  private static Tool rotation;

  @BeforeAll
  static void start() throws Exception {
    postgres = (PostgresTarget) Engine.POSTGRESQL.target();
    program = Program.forTargets("interrupted");
    rotation = Tool.rotation(program);
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  private static RotatedSecret secret(Strategy strategy) throws Exception {
    return RotatedSecret.create(program, postgres, strategy);
  }

  /// The server is stopped between what a superuser's session asks and what it then says, and
  /// between a statement and its answer; it continues when its lease and its sessions are long
  /// gone, while somebody who has changed the password by hand says so.
  @Test
  void aServerThatStoodStillPastItsLeaseSaysNothingLate() throws Exception {
    RotatedSecret pair = secret(ALTERNATING_USERS);
    pair.rotate();
    RotatedSecret solo = secret(SINGLE_USER);
    solo.rotate();
    Credentials held = pair.credentials(pair.current());
    String byHand = solo.withNewPassword();
    Instant stopped;
    String pending;
    try (AutoCloseable hold = postgres.hold()) {
      pending = pair.begin();
      solo.begin();
      await("two sessions that wait", () -> postgres.waiting() == 2);
      program.standStill();
      stopped = Instant.now();
    }
    await("the target ends the sessions of the stopped", () -> postgres.sessions() == 0);
    postgres.setPassword(new Credentials(byHand));
    CompletableFuture<String> put = CompletableFuture.supplyAsync(() -> solo.put(byHand));
    await("the end of the lease", () -> Instant.now().isAfter(stopped.plus(LEASE).plusSeconds(1)));
    assertThat(held.open(postgres)).isTrue();

    program.goOn();

    String current = put.get();
    pair.awaitEnd(pending);
    assertThat(rotation.run("show", solo.id(), "--wait").output()).contains("IDLE");
    assertThat(solo.current()).isEqualTo(current);
    assertThat(solo.credentials(current).open(postgres)).isTrue();
    assertThat(pair.credentials(pending).open(postgres)).isTrue();
    assertThat(held.open(postgres)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void aTargetThatCrashesWhileItChangesThePasswordIsRotatedAfterItsRestart(Engine engine)
      throws Exception {
    SqlTarget target = (SqlTarget) engine.target();
    RotatedSecret secret = RotatedSecret.create(program, target, SINGLE_USER);
    secret.rotate();
    AutoCloseable hold = target.hold();
    String pending = secret.begin();
    await("a session that waits", () -> target.waiting() == 1);

    target.stop();

    assertShown(secret, "UNREACHABLE", "failed,unsettled", "Check host");
    hold.close();
    target.startAgain();
    secret.awaitEnd(pending);
    assertThat(secret.credentials(pending).open(target)).isTrue();
  }

  @Test
  void aTargetOfWhichOneServerCrashesIsRotatedAfterItsRestart() throws Exception {
    Target redis = Engine.REDIS.target();
    RotatedSecret secret = RotatedSecret.create(program, redis, OWN_TWO_PASSWORDS);
    Credentials before = secret.credentials(secret.rotate());
    redis.stop();

    String pending = secret.begin();

    assertShown(secret, "UNREACHABLE", "failed,unsettled", "Check host");
    redis.startAgain();
    secret.awaitEnd(pending);
    assertThat(before.open(redis)).isTrue();
    assertThat(secret.credentials(pending).open(redis)).isTrue();
  }

  /// One user's password goes back to AWSPREVIOUS, those of others to versions before that.
  @Test
  void aTargetRestoredFromABackupIsRotatedOrBroughtBackByAnOperator() throws Exception {
    RotatedSecret near = secret(SINGLE_USER);
    RotatedSecret far = secret(SINGLE_USER);
    RotatedSecret pair = secret(ALTERNATING_USERS);
    pair.rotate();
    postgres.backUp();
    for (RotatedSecret each : new RotatedSecret[] {near, far, far, pair, pair}) {
      each.rotate();
    }
    String lost = far.current();
    String lostOfPair = pair.current();
    AutoCloseable hold = postgres.hold();
    String pending = near.begin();
    far.begin();
    pair.begin();
    await("three sessions that wait", () -> postgres.waiting() == 3);

    postgres.restore();

    hold.close();
    near.awaitEnd(pending);
    assertThat(near.credentials(pending).open(postgres)).isTrue();
    assertBroughtBack(far, lost, "Unable to log into database with previous, current, or pending");
    assertBroughtBack(pair, lostOfPair, "Unable to log into database using current credentials");
  }

  private static void assertBroughtBack(RotatedSecret secret, String version, String cause)
      throws Exception {
    Credentials current = secret.credentials(version);
    assertThat(current.open(postgres)).isFalse();
    assertShown(secret, cause, "REFUSED", "failed,unsettled", "set the target's password to that");

    Tool.Result restored = rotation.run("restore", secret.id(), "--wait");

    assertThat(restored.exitCode()).as(restored.output() + restored.errors()).isZero();
    assertThat(secret.current()).isEqualTo(version);
    assertThat(current.open(postgres)).isTrue();
    secret.rotate();
  }

  /// What `keyturn rotation show` says, at last.
  private static void assertShown(RotatedSecret secret, String... texts) {
    Awaitility.await("what is shown of " + secret.id())
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> assertThat(rotation.run("show", secret.id()).output()).contains(texts));
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }
}
