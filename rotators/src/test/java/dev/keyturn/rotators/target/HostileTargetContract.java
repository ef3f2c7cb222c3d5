package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.BROKEN;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.TIMEOUT;
import static dev.keyturn.function.FailureClass.TLS;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.PrivateAuthority;
import dev.keyturn.rotators.target.ScriptedServer.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A server that speaks a target's protocol in order to do harm: it learns no password, is called
/// by its name, and costs neither memory nor more time than a lease. Speaks for every engine; a
/// test of one is a subclass. The servers are its own, so that it runs beside all else.
@Timeout(20)
@Execution(ExecutionMode.CONCURRENT)
abstract class HostileTargetContract {
  static final SecretValue PASSWORD = SecretValue.ofString("Xk7-old-password-in-use");
  static final SecretValue NEXT = SecretValue.ofString("Xk7-new-password-to-be");
  static final Duration LEASE = Duration.ofSeconds(15);

  /// All that one attempt may allocate, what is garbage again included.
  private static final long ROOM = 128L << 20;

  /// The same for all engines, whose tests run beside each other.
  private static final PrivateAuthority AUTHORITY = makeAuthority();

  private final List<ScriptedServer> servers = new ArrayList<>();

  private static PrivateAuthority makeAuthority() {
    try {
      return PrivateAuthority.in(Files.createTempDirectory(Path.of("target"), "authority"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @AfterEach
  void stop() {
    servers.forEach(ScriptedServer::close);
  }

  /// The engine over real connections.
  abstract LoginEngine engine(TargetTrust trust);

  /// A server that says this as soon as it is its turn.
  abstract Script saying(byte[] bytes);

  /// The script under TLS, as the protocol begins it.
  abstract Script encrypted(SSLContext context, Script script);

  /// A certificate for `localhost` of an authority that the client trusts.
  static SSLContext certificate() {
    return AUTHORITY.serverContext();
  }

  final TargetSession open(Script script, TlsMode tls) throws StepFailed {
    return open(script, tls, "127.0.0.1");
  }

  private TargetSession open(Script script, TlsMode tls, String host) throws StepFailed {
    ScriptedServer started = ScriptedServer.start(script);
    servers.add(started);
    Target target = Target.of(host, started.port(), "0", tls);
    TargetTrust trust = TargetTrust.of(Optional.of(AUTHORITY.authority()));
    return engine(trust).open(new Login(target, "app", PASSWORD));
  }

  /// Under TLS with a certificate that is good, as the worst of all servers may have.
  final StepFailed refusesTrusted(Script script) {
    return refusesTrustedAsIs(encrypted(certificate(), script));
  }

  /// The same with a script that brings TLS itself.
  final StepFailed refusesTrustedAsIs(Script script) {
    return refuses(script, TlsMode.VERIFIED, "localhost");
  }

  final StepFailed refuses(Script script, TlsMode tls) {
    return refuses(script, tls, "127.0.0.1");
  }

  private StepFailed refuses(Script script, TlsMode tls, String host) {
    long before = allocated();
    StepFailed failed = refusesAnyRoom(script, tls, host);
    assertThat(allocated() - before).as("bytes allocated").isLessThan(ROOM);
    return failed;
  }

  /// Without a look at what is allocated.
  final StepFailed refusesAnyRoom(Script script, TlsMode tls) {
    return refusesAnyRoom(script, tls, "127.0.0.1");
  }

  private StepFailed refusesAnyRoom(Script script, TlsMode tls, String host) {
    StepFailed failed =
        catchThrowableOfType(StepFailed.class, () -> open(script, tls, host).close());
    assertThat(failed).as("The log-in fails").isNotNull();
    assertKept(failed);
    return failed;
  }

  final StepFailed refuses(Script script, TlsMode tls, FailureClass expected) {
    StepFailed failed = refuses(script, tls);
    assertThat(failed.failureClass()).as(failed.getMessage()).isEqualTo(expected);
    assertThat(failed).hasMessageContaining("app at 127.0.0.1:");
    return failed;
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().threadId());
  }

  /// Neither the server has heard the passwords nor does the text have them.
  final void assertKept(StepFailed failed) {
    assertUnheard(heard());
    for (SecretValue secret : List.of(PASSWORD, NEXT)) {
      assertThat(failed.getMessage() + failed.remedy()).doesNotContain(secret.revealString());
    }
  }

  /// No password is in what the server has heard.
  void assertUnheard(String heard) {
    for (SecretValue secret : List.of(PASSWORD, NEXT)) {
      assertThat(heard.contains(secret.revealString())).as("heard by the server").isFalse();
    }
  }

  /// All that the latest server has heard.
  final String heard() {
    return servers.getLast().heard();
  }

  @Test
  void garbageIsNoLogIn() {
    byte[] garbage = new byte[100_000];
    for (int seed = 0; seed < 50; seed++) {
      new Random(seed).nextBytes(garbage);
      StepFailed failed = refuses(saying(garbage), TlsMode.CLEAR);
      assertThat(failed.failureClass())
          .as("seed %d: %s", seed, failed)
          .isIn(BROKEN, UNREACHABLE, MISCONFIGURED);
      servers.removeLast().close();
    }
  }

  @Test
  void anotherProtocolIsNoLogIn() {
    byte[] http = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    refuses(talk -> talk.out.write(http), TlsMode.CLEAR);
    refuses(saying(http), TlsMode.CLEAR);
  }

  @Test
  void aServerThatClosesIsUnreachable() {
    refuses(_ -> {}, TlsMode.CLEAR, UNREACHABLE);
  }

  @Test
  void aServerThatClosesInsteadOfAnAnswerIsUnreachable() {
    refuses(saying(new byte[0]), TlsMode.CLEAR, UNREACHABLE);
  }

  /// The right authority, and a name that is another's.
  @Test
  void aServerUnderAnotherNameLearnsNothing() {
    StepFailed failed =
        refuses(encrypted(certificate(), saying(new byte[0])), TlsMode.VERIFIED, TLS);
    assertThat(failed.remedy()).contains("--target-ca");
  }

  @Test
  void aServerThatNeverAnswersIsGivenUpWithinALease() throws Exception {
    List<TlsMode> modes = List.of(TlsMode.CLEAR, TlsMode.UNVERIFIED, TlsMode.VERIFIED);
    long begun = System.nanoTime();
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<StepFailed>> attempts =
          modes.stream().map(mode -> all.submit(() -> silent(mode))).toList();
      for (Future<StepFailed> attempt : attempts) {
        assertThat(attempt.get().failureClass())
            .as(attempt.get().getMessage())
            .isIn(UNREACHABLE, TIMEOUT, TLS);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LEASE);
  }

  private StepFailed silent(TlsMode mode) {
    try (ScriptedServer mute = ScriptedServer.start(talk -> talk.in.skipNBytes(Long.MAX_VALUE))) {
      Login login = new Login(Target.of("127.0.0.1", mute.port(), "0", mode), "app", PASSWORD);
      return catchThrowableOfType(
          StepFailed.class, () -> engine(TargetTrust.of(Optional.empty())).open(login).close());
    } catch (StepFailed impossible) {
      throw new AssertionError(impossible);
    }
  }
}
