package dev.keyturn.rotators.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLHandshakeException;

/// Connects to Redis servers. The policy is asked about the very address that is connected to. All
/// time-outs are shorter than the 15 s lease of a rotation.
final class RedisSocketDialer implements RedisDialer {
  static final int PATIENCE_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 10_000;

  private final TargetPolicy policy;
  private final TargetTrust trust;
  private final int patienceMillis;

  /// @param patienceMillis for a connection, and again for a TLS handshake
  RedisSocketDialer(TargetPolicy policy, TargetTrust trust, int patienceMillis) {
    this.policy = policy;
    this.trust = trust;
    this.patienceMillis = patienceMillis;
  }

  /// Tries the addresses of the name in turn, until one is connected to.
  @Override
  public RedisConnection dial(Target target) throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(target.host());
    for (int i = 0; i < addresses.length - 1; i++) {
      try {
        return dial(target, addresses[i]);
      } catch (SocketException | SocketTimeoutException _) {
        // The next address may do; what the last one says is what counts.
      }
    }
    return dial(target, addresses[addresses.length - 1]);
  }

  private RedisConnection dial(Target target, InetAddress address) throws IOException {
    Dialing dialing = new Dialing(policy, trust, false);
    InetSocketAddress endpoint = new InetSocketAddress(address, target.port());
    dialing.check(endpoint);
    Socket socket = OpenSockets.noted(new Socket());
    try {
      socket.connect(endpoint, patienceMillis);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(patienceMillis);
      Socket secured = secured(socket, target);
      secured.setSoTimeout(ANSWER_MILLIS);
      return new RedisSocket(secured);
    } catch (IOException | RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  /// A server in clear text waits for the rest of what it takes for a command.
  private Socket secured(Socket plain, Target target) throws IOException {
    try {
      return shaken(plain, target);
    } catch (SocketTimeoutException _) {
      throw new SSLHandshakeException("no answer to the handshake; the server may not speak TLS");
    }
  }

  private Socket shaken(Socket plain, Target target) throws IOException {
    return switch (target.tls()) {
      case AUTOMATIC ->
          plain.getInetAddress().isLoopbackAddress() ? plain : trust.verified(plain, target.host());
      case VERIFIED -> trust.verified(plain, target.host());
      case UNVERIFIED -> TargetTrust.unverified(plain, target.host());
      case CLEAR -> plain;
    };
  }
}
