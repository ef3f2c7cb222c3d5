package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.RealPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server with a certificate for `localhost` that no authority of the platform has signed.
class PostgresTlsTest {
  private static final RealPostgres POSTGRES = RealPostgres.start();
  private static final String USER = "app";
  private static final String PASSWORD = POSTGRES.createUser(USER, "");

  @TempDir static Path folder;

  @BeforeAll
  static void turnTlsOn() throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("server.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    "changeit",
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    String certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
    Files.writeString(folder.resolve("ca.pem"), certificate);
    giveToServer("server.crt", certificate);
    giveToServer(
        "server.key",
        pem("PRIVATE KEY", keys.getKey("server", "changeit".toCharArray()).getEncoded()));
    POSTGRES.execute("ALTER SYSTEM SET ssl = on");
    POSTGRES.execute("SELECT pg_reload_conf()");
  }

  /// Lets the server write the file, so that it owns it.
  private static void giveToServer(String file, String content) {
    POSTGRES.execute(
        "COPY (SELECT '%s') TO PROGRAM 'base64 -d > %s && chmod 600 %s'"
            .formatted(
                Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)),
                file,
                file));
  }

  private static String pem(String what, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, body, what);
  }

  @AfterAll
  static void stop() {
    POSTGRES.close();
  }

  private static PostgreSql engine(boolean knowsAuthority) {
    Optional<Path> authority = Optional.of(folder.resolve("ca.pem")).filter(_ -> knowsAuthority);
    return PostgreSql.over(TargetPolicy.standard(), TargetTrust.of(authority));
  }

  private static Login login(String host, TlsMode mode) throws StepFailed {
    Target target = Target.of(host, POSTGRES.port(), "postgres", mode);
    return new Login(target, USER, SecretValue.ofString(PASSWORD));
  }

  private static long encrypted() {
    return POSTGRES.log().lines().filter(line -> line.contains("SSL enabled")).count();
  }

  @Test
  void aCertificateOfAKnownAuthorityForTheHostIsTaken() throws StepFailed {
    long before = encrypted();
    engine(true).open(login("localhost", TlsMode.VERIFIED)).close();
    assertThat(encrypted()).isEqualTo(before + 1);
  }

  @Test
  void anUnknownAuthorityIsRefused() {
    refuses(engine(false), "localhost", "unable to find valid certification path");
  }

  @Test
  void anotherHostNameIsRefused() {
    refuses(engine(true), "127.0.0.1", "127.0.0.1");
  }

  private static void refuses(PostgreSql engine, String host, String text) {
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> engine.open(login(host, TlsMode.VERIFIED)).close());
    assertThat(failed.failureClass()).isEqualTo(TLS);
    assertThat(failed).hasMessageContaining(text).hasMessageNotContaining(PASSWORD);
    assertThat(failed.remedy()).contains("--target-ca");
  }

  @Test
  void tlsWithoutVerificationTakesAnyCertificate() throws StepFailed {
    long before = encrypted();
    engine(false).open(login("127.0.0.1", TlsMode.UNVERIFIED)).close();
    assertThat(encrypted()).isEqualTo(before + 1);
  }

  @Test
  void withoutTheKeyLoopbackIsClearTextAndSoIsFalse() throws StepFailed {
    long before = encrypted();
    engine(false).open(login("localhost", TlsMode.AUTOMATIC)).close();
    engine(false).open(login("localhost", TlsMode.CLEAR)).close();
    assertThat(encrypted()).isEqualTo(before);
  }

  @Test
  void aFileThatHoldsNoCertificateStopsTheStart() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong.pem"), "not a certificate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetTrust.of(Optional.of(wrong)))
        .withMessageContaining("wrong.pem");
  }
}
