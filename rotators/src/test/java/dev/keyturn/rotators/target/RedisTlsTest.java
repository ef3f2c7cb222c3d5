package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.TLS;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.PrivateAuthority;
import dev.keyturn.rotators.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A server with a certificate for `localhost` of a private authority.
class RedisTlsTest {
  @TempDir static Path folder;
  private static Optional<RealRedis> server = Optional.empty();
  private static Optional<Path> authority = Optional.empty();

  @BeforeAll
  static void start() throws IOException {
    PrivateAuthority own = PrivateAuthority.in(folder);
    authority = Optional.of(own.authority());
    server = Optional.of(RealRedis.start(own));
  }

  @AfterAll
  static void stop() {
    server.ifPresent(RealRedis::close);
  }

  private static RealRedis redis() {
    return server.orElseThrow();
  }

  private static Redis engine(boolean knowsAuthority) {
    return Redis.over(
        TargetPolicy.standard(), TargetTrust.of(authority.filter(_ -> knowsAuthority)));
  }

  private static Login login(String host, int port, TlsMode mode) throws StepFailed {
    return new Login(
        Target.of(host, port, "0", mode),
        RealRedis.ADMIN,
        SecretValue.ofString(redis().adminPassword()));
  }

  private static Login tls(String host, TlsMode mode) throws StepFailed {
    return login(host, redis().tlsPort(), mode);
  }

  @Test
  void aCertificateOfAKnownAuthorityForTheHostIsTaken() throws StepFailed {
    try (TwoPasswordSession session = engine(true).open(tls("localhost", TlsMode.VERIFIED))) {
      session.probe();
    }
  }

  @Test
  void anUnknownAuthorityIsRefused() throws StepFailed {
    assertThat(refuses(engine(false), tls("localhost", TlsMode.VERIFIED)))
        .hasMessageContaining("unable to find valid certification path");
  }

  @Test
  void anotherHostNameIsRefused() throws StepFailed {
    assertThat(refuses(engine(true), tls("127.0.0.1", TlsMode.VERIFIED)))
        .hasMessageContaining("matching IP address 127.0.0.1");
  }

  private static StepFailed refuses(Redis engine, Login login) {
    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> engine.open(login).close());
    assertThat(failed.failureClass()).isEqualTo(TLS);
    assertThat(failed.remedy()).contains("--target-ca");
    return failed;
  }

  @Test
  void tlsWithoutVerificationTakesAnyCertificate() throws StepFailed {
    engine(false).open(tls("127.0.0.1", TlsMode.UNVERIFIED)).close();
  }

  @Test
  void withoutTheKeyLoopbackIsClearTextAndSoIsFalse() throws StepFailed {
    engine(false).open(login("127.0.0.1", redis().port(), TlsMode.AUTOMATIC)).close();
    engine(false).open(login("127.0.0.1", redis().port(), TlsMode.CLEAR)).close();
  }

  @ParameterizedTest
  @EnumSource(names = {"VERIFIED", "UNVERIFIED"})
  void aServerThatSpeaksClearTextIsRefused(TlsMode mode) throws StepFailed {
    Redis impatient =
        new Redis(new RedisSocketDialer(TargetPolicy.standard(), TargetTrust.of(authority), 300));
    Login clear = login("localhost", redis().port(), mode);
    assertThat(refuses(impatient, clear)).hasMessageContaining("may not speak TLS");
  }

  @Test
  void aServerThatExpectsTlsIsNotSpokenToInClearText() throws StepFailed {
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> engine(true).open(tls("127.0.0.1", TlsMode.CLEAR)).close());
    assertThat(failed.failureClass()).isEqualTo(UNREACHABLE);
    assertThat(failed.remedy()).contains("expects TLS");
  }
}
