package dev.keyturn.rotators.target;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose certificates targets, and whatever else is called by this program, are trusted by: the
/// platform's authorities and, where given, those of a PEM file. Immutable and thread-safe.
public final class TargetTrust {
  private final List<Certificate> given;
  private @Nullable SSLContext context;

  private TargetTrust(List<Certificate> given) {
    this.given = given;
  }

  /// @param authorities a PEM file of certificate authorities, in addition to the platform's
  /// @throws IllegalArgumentException when the file cannot be read as such
  public static TargetTrust of(Optional<Path> authorities) {
    try {
      return new TargetTrust(authorities.isPresent() ? read(authorities.get()) : List.of());
    } catch (IOException | GeneralSecurityException failure) {
      throw new IllegalArgumentException(
          "Cannot read the target authorities " + authorities.orElseThrow(), failure);
    }
  }

  /// For clients that are not targets' drivers. Made when it is first asked for: reading the
  /// platform's hundred authorities takes longer than a start should wait.
  public synchronized SSLContext context() {
    if (context == null) {
      try {
        List<Certificate> trusted = new ArrayList<>(platformAuthorities());
        trusted.addAll(given);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(null, managers(storeOf(trusted)), null);
        context = made;
      } catch (IOException | GeneralSecurityException failure) {
        throw new IllegalStateException("The platform's authorities cannot be read", failure);
      }
    }
    return context;
  }

  SSLSocketFactory sockets() {
    return context().getSocketFactory();
  }

  /// TLS over a socket, with the chain verified and the host name by the rules of HTTPS, within the
  /// handshake.
  Socket verified(Socket plain, String host) throws IOException {
    return shaken(sockets(), plain, host, "HTTPS");
  }

  /// TLS over a socket to whoever answers.
  static Socket unverified(Socket plain, String host) throws IOException {
    return shaken(Credulous.SOCKETS, plain, host, null);
  }

  private static Socket shaken(
      SSLSocketFactory factory, Socket plain, String host, @Nullable String identification)
      throws IOException {
    if (factory.createSocket(plain, host, plain.getPort(), true) instanceof SSLSocket tls) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm(identification);
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return tls;
    }
    throw new IllegalStateException("TLS sockets are what the factory makes");
  }

  private static List<X509Certificate> platformAuthorities() throws GeneralSecurityException {
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager trust) {
        return List.of(trust.getAcceptedIssuers());
      }
    }
    return List.of();
  }

  private static List<Certificate> read(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> read =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (read.isEmpty()) {
        throw new IOException("There is no certificate in " + file);
      }
      return read;
    }
  }

  private static KeyStore storeOf(List<Certificate> trusted)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < trusted.size(); i++) {
      store.setCertificateEntry("authority-" + i, trusted.get(i));
    }
    return store;
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }
}
