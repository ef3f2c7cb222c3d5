package dev.keyturn.rotators.target;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.postgresql.ssl.WrappedFactory;

/// TLS that verifies the chain by [TargetTrust] and the host name by the rules of HTTPS, within the
/// handshake. Public only because a driver makes it by name.
public final class VerifyingSocketFactory extends WrappedFactory {

  public VerifyingSocketFactory() {
    factory = Dialing.CURRENT.get().trust().sockets();
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    SSLSocket socket = BoundedTlsSocket.around(super.createSocket(plain, host, port, autoClose));
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }
}
