package dev.keyturn.rotators.target;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A server on loopback that says what a test wants, to everybody who connects, and remembers all
/// that it hears. Thread-safe.
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Script script;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final AtomicInteger callers = new AtomicInteger();

  /// What is said to one client. The connection is closed at its end.
  @FunctionalInterface
  interface Script {
    void play(Talk talk) throws IOException;
  }

  private ScriptedServer(ServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
  }

  static ScriptedServer start(Script script) {
    try {
      ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      ScriptedServer server = new ScriptedServer(listener, script);
      Thread.ofVirtual().name("scripted-server").start(server::accept);
      return server;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Everything that clients said, beneath TLS where there was TLS.
  String heard() {
    synchronized (heard) {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /// How many have connected.
  int callers() {
    return callers.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        callers.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private void serve(Socket client) {
    try (client) {
      script.play(new Talk(client, client));
      client.shutdownOutput();
      client.getInputStream().transferTo(new ByteArrayOutputStream());
    } catch (IOException left) {
      // The client has had enough.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// One connection.
  final class Talk {
    private final Socket plain;
    final DataInputStream in;
    final DataOutputStream out;

    private Talk(Socket plain, Socket socket) throws IOException {
      this.plain = plain;
      this.in = new DataInputStream(new Remembering(socket.getInputStream()));
      this.out = new DataOutputStream(socket.getOutputStream());
    }

    /// The same connection under TLS.
    Talk secured(SSLContext context) throws IOException {
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
      socket.setUseClientMode(false);
      return new Talk(plain, socket);
    }
  }

  private final class Remembering extends FilterInputStream {

    Remembering(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      if (next >= 0) {
        remember(new byte[] {(byte) next}, 0, 1);
      }
      return next;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      remember(bytes, from, Math.max(0, read));
      return read;
    }

    private void remember(byte[] bytes, int from, int length) {
      synchronized (heard) {
        heard.write(bytes, from, length);
      }
    }
  }
}
