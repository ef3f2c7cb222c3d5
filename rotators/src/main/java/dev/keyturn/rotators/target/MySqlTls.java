package dev.keyturn.rotators.target;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.TlsSocketPlugin;

/// TLS for MariaDB's driver that verifies the chain by [TargetTrust]. In the mode `verify-full` the
/// driver has the host name verified within the same handshake. Public only because the driver
/// finds it as a service.
public final class MySqlTls implements TlsSocketPlugin {
  static final String TYPE = "keyturn";

  @Override
  public String type() {
    return TYPE;
  }

  /// None: should the driver ever make a socket of its own, it would trust nobody.
  @Override
  public TrustManager[] getTrustManager(
      Configuration configuration, ExceptionFactory exceptions, HostAddress host) {
    return new TrustManager[0];
  }

  @Override
  public KeyManager @Nullable [] getKeyManager(
      Configuration configuration, ExceptionFactory exceptions) {
    return null;
  }

  @Override
  public SSLSocket createSocket(Socket plain, SSLSocketFactory unused, String host)
      throws IOException {
    Dialing dialing = Dialing.CURRENT.get();
    return (SSLSocket) dialing.trust().sockets().createSocket(plain, host, plain.getPort(), true);
  }
}
