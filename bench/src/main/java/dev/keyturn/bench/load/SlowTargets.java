package dev.keyturn.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Database servers that take connections and never say a word. One listener on all addresses of
/// the loopback network is a whole fleet: every address is a target of its own.
final class SlowTargets implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket();
  private final Queue<Socket> taken = new ConcurrentLinkedQueue<>();

  SlowTargets() throws IOException {
    listener.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), 1000);
    Thread.ofPlatform().daemon().name("slow-targets").start(this::accept);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        taken.add(listener.accept());
      } catch (IOException _) {
        // Closed: the loop ends.
      }
    }
  }

  /// The n-th target's address.
  static String host(int number) {
    return "127.1.%d.%d".formatted(number / 200, 1 + number % 200);
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : taken) {
      socket.close();
    }
  }
}
