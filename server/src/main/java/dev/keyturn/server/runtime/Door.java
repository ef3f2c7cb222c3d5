package dev.keyturn.server.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One way out of a sandbox: a socket in the file system whose connections all lead to one
/// destination. Closing ends them.
final class Door implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(10).toMillis();
  private static final int MOST_CONNECTIONS = 256;
  private static final int BUFFER = 64 * 1024;

  private final ServerSocketChannel listener;
  private final Leads leads;
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  /// Where it leads.
  ///
  /// @param complain is told why a connection was not made
  record Leads(String host, int port, EgressGuard guard, Consumer<String> complain) {}

  private Door(ServerSocketChannel listener, Leads leads) {
    this.listener = listener;
    this.leads = leads;
  }

  /// @param socket a file that does not exist
  static Door open(Path socket, Leads leads) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    // The function may have a user of its own. Nobody else gets into the folder.
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    Door door = new Door(listener, leads);
    Thread.ofVirtual().name("function-door").start(door::accept);
    return door;
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel inner = listener.accept();
        if (open.size() >= MOST_CONNECTIONS) {
          inner.close();
        } else {
          open.add(inner);
          Thread.ofVirtual().name("function-connection").start(() -> pass(inner));
        }
      } catch (IOException closed) {
        LOG.debug("A function's door closed: {}", closed.getMessage());
      }
    }
  }

  private void pass(SocketChannel inner) {
    try (inner) {
      Optional<Socket> outer = connect();
      if (outer.isPresent()) {
        try (Socket socket = outer.get()) {
          open.add(socket);
          join(inner, socket);
          open.remove(socket);
        }
      }
    } catch (IOException broken) {
      LOG.debug("A function's connection ended: {}", broken.getMessage());
    } finally {
      open.remove(inner);
    }
  }

  /// To the first of the host's addresses that may be connected to and answers.
  private Optional<Socket> connect() throws IOException {
    String why = "it has no address";
    for (InetAddress address : InetAddress.getAllByName(leads.host())) {
      InetSocketAddress target = new InetSocketAddress(address, leads.port());
      Optional<String> refusal = leads.guard().refusal(target);
      if (refusal.isPresent()) {
        why = refusal.get();
        continue;
      }
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(target, CONNECT_MILLIS);
        return Optional.of(socket);
      } catch (IOException failed) {
        socket.close();
        why = String.valueOf(failed.getMessage());
      }
    }
    leads
        .complain()
        .accept("[Keyturn] No connection to %s:%d: %s".formatted(leads.host(), leads.port(), why));
    return Optional.empty();
  }

  private static void join(SocketChannel inner, Socket outer) throws IOException {
    Thread back =
        Thread.ofVirtual()
            .name("function-connection-back")
            .start(() -> {
              try {
                pump(outer.getInputStream(), Channels.newOutputStream(inner));
                inner.shutdownOutput();
              } catch (IOException broken) {
                end(inner, outer);
              }
            });
    try {
      pump(Channels.newInputStream(inner), outer.getOutputStream());
      outer.shutdownOutput();
    } catch (IOException broken) {
      end(inner, outer);
    }
    try {
      back.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(SocketChannel inner, Socket outer) {
    Quietly.close(inner);
    Quietly.close(outer);
  }

  private static void pump(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      out.write(buffer, 0, length);
    }
  }

  @Override
  public void close() {
    Quietly.close(listener);
    open.forEach(Quietly::close);
  }
}
