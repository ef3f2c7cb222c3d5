package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.RealRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/// The engine at a real server, and at some that are not.
class RedisTest {
  private static final RealRedis REDIS = RealRedis.start();
  private static final TargetTrust TRUST = TargetTrust.of(Optional.empty());
  private static final Redis ENGINE = Redis.over(TargetPolicy.standard(), TRUST);

  private final String user = RealRedis.newName("user");
  private final String password = RealRedis.newPassword();

  @AfterAll
  static void stop() {
    assertThat(RealRedis.passwordsIn(REDIS.traces())).isZero();
    REDIS.close();
  }

  private static Login login(int port, String user, String password) throws StepFailed {
    Target target = Target.of("127.0.0.1", port, "0", TlsMode.AUTOMATIC);
    return new Login(target, user, SecretValue.ofString(password));
  }

  private TwoPasswordSession open(String name, String opening) throws StepFailed {
    return ENGINE.open(login(REDIS.port(), name, opening));
  }

  private TwoPasswordSession admin() throws StepFailed {
    return open(RealRedis.ADMIN, REDIS.adminPassword());
  }

  private static StepFailed refuses(FailureClass failureClass, ThrowingCallable call) {
    StepFailed failed = catchThrowableOfType(StepFailed.class, call);
    assertThat(failed.failureClass()).isEqualTo(failureClass);
    assertThat(failed.remedy()).isNotEmpty();
    assertThat(RealRedis.passwordsIn(failed.getMessage() + failed.remedy())).isZero();
    return failed;
  }

  @Test
  void theRightPasswordOpensAndNoOtherDoes() throws StepFailed {
    REDIS.setUser(user, "on", "+ping", RealRedis.rule(password));
    try (TwoPasswordSession session = open(user, password)) {
      session.probe();
    }
    assertThat(refuses(REFUSED, () -> open(user, RealRedis.newPassword())))
        .hasMessageContaining("Log-in as " + user + " at 127.0.0.1:" + REDIS.port());
    refuses(REFUSED, () -> open("nobody", password));
  }

  @Test
  void aUserWhoMayDoNothingIsLoggedInAllTheSame() throws StepFailed {
    REDIS.setUser(user, "on", RealRedis.rule(password));
    try (TwoPasswordSession session = open(user, password)) {
      session.probe();
      refuses(NOT_ALLOWED, () -> session.passwords(user));
      refuses(NOT_ALLOWED, session::save);
    }
  }

  @Test
  void passwordsComeAndGoAndNothingElseChanges() throws StepFailed {
    REDIS.setUser(user, "on", "~a:*", "resetchannels", "&news", "+get", RealRedis.rule(password));
    Set<String> rules = REDIS.rules(user);
    String second = RealRedis.newPassword();
    PasswordDigest old = digest(password);
    try (TwoPasswordSession session = admin()) {
      session.changePasswords(user, Set.of(digest(second)), Set.of());
      assertThat(session.passwords(user)).containsExactlyInAnyOrder(old, digest(second));
      session.changePasswords(user, Set.of(digest(second)), Set.of(old));
      assertThat(session.passwords(user)).containsExactly(digest(second));
      assertThat(refuses(BUSY, () -> session.changePasswords(user, Set.of(), Set.of(old))))
          .hasMessageContaining("changed by somebody else");
    }
    assertThat(REDIS.opens(user, second)).isTrue();
    assertThat(REDIS.opens(user, password)).isFalse();
    assertThat(REDIS.rules(user)).isEqualTo(rules);
  }

  private static PasswordDigest digest(String password) {
    return PasswordDigest.of(SecretValue.ofString(password));
  }

  @Test
  void aDigestDoesNotPrintItself() {
    assertThat(digest(password)).hasToString("PasswordDigest");
  }

  @Test
  void clientsStayConnectedWhenPasswordsChange() throws StepFailed {
    REDIS.setUser(user, "on", "+ping", RealRedis.rule(password));
    try (Jedis client = REDIS.connect(user, password);
        TwoPasswordSession session = admin()) {
      session.changePasswords(
          user, Set.of(digest(RealRedis.newPassword())), Set.of(digest(password)));
      assertThat(client.ping()).isEqualTo("PONG");
    }
  }

  @Test
  void aServerWithoutAFreeConnectionIsTriedAgain() throws StepFailed {
    try (Jedis admin = REDIS.connectAsAdmin()) {
      admin.sendCommand(Command.CONFIG, "SET", "maxclients", "1");
      assertThat(refuses(UNREACHABLE, this::admin)).hasMessageContaining("maxclients");
      admin.sendCommand(Command.CONFIG, "SET", "maxclients", "1000");
    }
    admin().close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.0 400|MISCONFIGURED|does not speak Redis's protocol",
        "-LOADING Redis is loading the dataset in memory|BUSY|LOADING",
        "-DENIED Redis is running in protected mode|NOT_ALLOWED|protected mode",
        "-ERR wrong number of arguments for 'auth' command|MISCONFIGURED|does not know users",
        "-ERR echo %s|BROKEN|answered with an error",
        "''|UNREACHABLE|ended the connection",
      })
  void whatOtherServersAnswerIsToldWithoutTheirWords(
      String answer, FailureClass failureClass, String text) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server, answer.formatted(password) + "\r\n"));
      StepFailed failed =
          refuses(failureClass, () -> ENGINE.open(login(server.getLocalPort(), user, password)));
      assertThat(failed).hasMessageContaining(text);
    }
  }

  private static void answer(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      assertThat(socket.getInputStream().read()).isEqualTo('*');
      if (answer.length() > 2) {
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException ended) {
      throw new UncheckedIOException(ended);
    }
  }

  @Test
  void whoeverIsNotThereIsUnreachable() throws IOException {
    int free;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = server.getLocalPort();
    }
    refuses(UNREACHABLE, () -> ENGINE.open(login(free, user, password)));
    Target unknown = new Target("no-such-host.invalid", 6379, "0", TlsMode.CLEAR);
    assertThat(
            refuses(
                UNREACHABLE,
                () -> ENGINE.open(new Login(unknown, user, SecretValue.ofString(password)))))
        .hasMessageContaining("not known");
  }

  @Test
  void thePolicyIsAskedAboutTheAddressThatIsConnectedTo() {
    Redis denied =
        Redis.over(TargetPolicy.of(List.of(), List.of("127.0.0.0/8", "::1"), List::of), TRUST);
    assertThat(refuses(MISCONFIGURED, () -> denied.open(login(REDIS.port(), user, password))))
        .hasMessageContaining("denied by the configured list");
    Target name = new Target("localhost", REDIS.port(), "0", TlsMode.CLEAR);
    refuses(
        MISCONFIGURED, () -> denied.open(new Login(name, user, SecretValue.ofString(password))));
  }

  @Test
  void usersThatTakeTurnsAreForOtherTargets() throws StepFailed {
    try (TwoPasswordSession session = admin()) {
      AlternateChange change =
          new AlternateChange(
              user, user + "_clone", user, SecretValue.ofString(password), false, false);
      refuses(MISCONFIGURED, () -> session.setAlternate(change));
    }
  }

  @Test
  void whatAUserSetsForItselfIsAddedToWhatItHas() throws StepFailed {
    REDIS.setUser(user, "on", "+acl|setuser", RealRedis.rule(password));
    String second = RealRedis.newPassword();
    try (TwoPasswordSession session = open(user, password)) {
      session.setPassword(user, SecretValue.ofString(second));
      session.restorePassword(user, SecretValue.ofString(password));
    }
    assertThat(REDIS.opens(user, second)).isTrue();
    assertThatCode(() -> open(user, password).close()).doesNotThrowAnyException();
  }
}
