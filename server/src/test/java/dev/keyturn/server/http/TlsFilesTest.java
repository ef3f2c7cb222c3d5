package dev.keyturn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keyturn.server.wire.HttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TlsFilesTest {
  @TempDir private Path folder;

  private Path certificate() {
    return folder.resolve("cert.pem");
  }

  private Path key() {
    return folder.resolve("key.pem");
  }

  private HttpListener listen() {
    return HttpListener.start(
        new HttpListener.Settings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(new TlsFiles(certificate(), key())),
            new ListenerLimits(
                50, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(1))),
        request -> new HttpResponse(200, Map.of(), new byte[0]),
        Map.of());
  }

  /// The name in the certificate that a new connection is shown.
  private static String shown(HttpListener listener) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.startHandshake();
      X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void servesWithEachKindOfKey(String algorithm) throws Exception {
    SelfSigned.issue("first", algorithm, certificate(), key());
    try (HttpListener listener = listen()) {
      assertThat(listener.secure()).isTrue();
      assertThat(shown(listener)).isEqualTo("CN=first");
    }
  }

  @Test
  void aNewPairIsUsedWithoutARestart() throws Exception {
    SelfSigned.issue("first", "EC", certificate(), key());
    try (HttpListener listener = listen()) {
      assertThat(shown(listener)).isEqualTo("CN=first");
      SelfSigned.issue("second", "EC", certificate(), key());
      await().atMost(Duration.ofSeconds(20)).until(() -> shown(listener).equals("CN=second"));
    }
  }

  @Test
  void aBrokenPairLeavesTheEarlierOneInUseUntilItIsMended() throws Exception {
    SelfSigned.issue("first", "EC", certificate(), key());
    TlsFiles files = new TlsFiles(certificate(), key());
    files.load();
    int[] used = {0};
    Files.writeString(certificate(), "nonsense");
    files.reload(_ -> used[0]++);
    Files.delete(certificate());
    files.reload(_ -> used[0]++);
    SelfSigned.issue("second", "EC", certificate(), folder.resolve("other.pem"));
    files.reload(_ -> used[0]++);
    assertThat(used[0]).isZero();
    Files.move(folder.resolve("other.pem"), key(), StandardCopyOption.REPLACE_EXISTING);
    files.reload(_ -> used[0]++);
    files.reload(_ -> used[0]++);
    assertThat(used[0]).isEqualTo(1);
  }

  @Test
  void aKeyOfAnotherCertificateStopsTheStart() throws Exception {
    SelfSigned.issue("first", "EC", certificate(), folder.resolve("unused.pem"));
    SelfSigned.issue("second", "EC", folder.resolve("unused-cert.pem"), key());
    assertThatThrownBy(this::listen)
        .isInstanceOf(ListenerRefused.class)
        .hasMessageContaining("is not the key of the first certificate");
  }

  @Test
  void anEncryptedOrOldKeyStopsTheStartWithTheRemedy() throws Exception {
    SelfSigned.issue("first", "RSA", certificate(), key());
    Files.writeString(key(), Files.readString(key()).replace("PRIVATE KEY", "RSA PRIVATE KEY"));
    assertThatThrownBy(this::listen)
        .isInstanceOf(ListenerRefused.class)
        .hasMessageContaining("openssl pkcs8 -topk8 -nodes");
  }

  @Test
  void aDamagedKeyStopsTheStartWithItsFile() throws Exception {
    SelfSigned.issue("first", "RSA", certificate(), key());
    Files.writeString(key(), "-----BEGIN PRIVATE KEY-----\nA===A\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(this::listen)
        .isInstanceOf(ListenerRefused.class)
        .hasMessageContaining(key().toString());
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(this::listen)
        .isInstanceOf(ListenerRefused.class)
        .hasMessageContaining("cert.pem");
  }
}
