package dev.keyturn.rotators.target;

import java.io.IOException;
import java.net.Socket;
import org.postgresql.ssl.WrappedFactory;

/// TLS without verification, where a secret asks for that. Public only because a driver makes it by
/// name.
public final class CredulousSocketFactory extends WrappedFactory {

  public CredulousSocketFactory() {
    factory = Credulous.SOCKETS;
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    return BoundedTlsSocket.around(super.createSocket(plain, host, port, autoClose));
  }
}
