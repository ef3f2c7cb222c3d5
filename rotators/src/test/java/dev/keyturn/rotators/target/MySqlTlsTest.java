package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.RealMariaDb;
import dev.keyturn.rotators.RealMySql;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A server with a certificate for `localhost` of a private authority.
class MySqlTlsTest {
  private static final RealMySql SERVER = RealMariaDb.shared();

  private final String user = SERVER.newName("tls");
  private final String password = SERVER.createUser(user, "%", "");

  private static MySql engine(boolean knowsAuthority) {
    return MySql.mariaDb(
        MySql.dialer(
            TargetPolicy.standard(),
            TargetTrust.of(Optional.of(SERVER.authority()).filter(_ -> knowsAuthority))));
  }

  private Login login(String host, int port, TlsMode mode) throws StepFailed {
    return new Login(Target.of(host, port, "", mode), user, SecretValue.ofString(password));
  }

  private void requireTls() {
    SERVER.execute("GRANT USAGE ON *.* TO " + RealMySql.account(user, "%") + " REQUIRE SSL");
  }

  @Test
  void aCertificateOfAKnownAuthorityForTheHostIsTaken() throws StepFailed {
    requireTls();
    engine(true).open(login("localhost", SERVER.port(), TlsMode.VERIFIED)).close();
  }

  @Test
  void anUnknownAuthorityIsRefused() {
    refuses(false, "localhost", "unable to find valid certification path");
  }

  @Test
  void anotherHostNameIsRefused() {
    refuses(true, "127.0.0.1", "No subject alternative names matching IP address 127.0.0.1");
  }

  private void refuses(boolean knowsAuthority, String host, String text) {
    StepFailed failed = fails(knowsAuthority, host, SERVER.port(), TlsMode.VERIFIED, TLS);
    assertThat(failed).hasMessageContaining(text).hasMessageNotContaining(password);
    assertThat(failed.remedy()).contains("--target-ca");
  }

  private StepFailed fails(
      boolean knowsAuthority, String host, int port, TlsMode mode, FailureClass failureClass) {
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> engine(knowsAuthority).open(login(host, port, mode)).close());
    assertThat(failed.failureClass()).as(failed.getMessage()).isEqualTo(failureClass);
    return failed;
  }

  @Test
  void tlsWithoutVerificationTakesAnyCertificate() throws StepFailed {
    requireTls();
    engine(false).open(login("127.0.0.1", SERVER.port(), TlsMode.UNVERIFIED)).close();
  }

  @Test
  void withoutTheKeyLoopbackIsClearTextAndSoIsFalse() throws StepFailed {
    engine(false).open(login("localhost", SERVER.port(), TlsMode.AUTOMATIC)).close();
    engine(false).open(login("127.0.0.1", SERVER.port(), TlsMode.CLEAR)).close();
    requireTls();
    fails(true, "localhost", SERVER.port(), TlsMode.AUTOMATIC, REFUSED);
    StepFailed failed = fails(true, "localhost", SERVER.port(), TlsMode.CLEAR, REFUSED);
    assertThat(failed.remedy()).contains("must use TLS");
  }

  @Test
  void aServerWithoutTlsIsNotFallenBackTo() {
    int port = RealMySql.shared().port();
    long before = RealMySql.shared().logIns(user);
    for (TlsMode mode : new TlsMode[] {TlsMode.VERIFIED, TlsMode.UNVERIFIED}) {
      StepFailed failed = fails(true, "localhost", port, mode, TLS);
      assertThat(failed.remedy()).contains("MySQL 5.6 speaks no TLS");
    }
    assertThat(RealMySql.shared().logIns(user)).isEqualTo(before);
  }
}
