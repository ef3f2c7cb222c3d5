package dev.keyturn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stands on loopback between a client and a target and breaks what passes, where a test wants it:
/// by counting bytes, never by the clock. Thread-safe.
public final class FaultProxy implements AutoCloseable {
  private final InetSocketAddress target;
  private final FaultPlan plan = new FaultPlan();
  private final Set<FaultLink> links = ConcurrentHashMap.newKeySet();
  private final int port;
  private ServerSocket listener;
  private Thread acceptor;

  /// Which way bytes go.
  public enum Direction {
    TO_TARGET,
    TO_CLIENT
  }

  /// What becomes of the connection that carries the byte which does not pass any more.
  public enum Cut {
    /// Both sides see its orderly end.
    CLOSE,
    /// Both sides see a reset.
    RESET,
    /// The side that waits for the byte sees the end; the other way stays open, and the sender is
    /// heard by nobody.
    HALF_CLOSE,
    /// It stays open, and so does every other; nothing passes either way.
    SILENCE
  }

  /// Before a target on loopback.
  public FaultProxy(int targetPort) {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    listener = listen(0);
    acceptor = accept();
    port = listener.getLocalPort();
  }

  /// Where clients connect to instead, for as long as this lives.
  public int port() {
    return port;
  }

  /// Everything passes again, what was held back first; counts begin at nothing.
  public synchronized void heal() {
    plan.heal();
    if (listener.isClosed()) {
      listener = listen(port);
      acceptor = accept();
    }
  }

  /// So many bytes pass in a direction, over all connections, then one connection is cut. Those
  /// after it pass.
  public void cut(Direction direction, long after, Cut how) {
    plan.cut(direction, after, how);
  }

  /// Connections are accepted and stay open; nothing passes.
  public void blackHole() {
    plan.silence();
  }

  /// What passes takes so much longer, each way.
  public void delay(Duration delay) {
    plan.delay(delay);
  }

  /// Connections are refused; those that are open stay.
  public synchronized void stopAccepting() {
    try {
      listener.close();
      // Only then is the port closed.
      acceptor.join();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Whether the cut has happened.
  public boolean struck() {
    return plan.struck();
  }

  /// How many bytes have passed since [#heal()].
  public long passed(Direction direction) {
    return plan.passed(direction);
  }

  /// How many connections are open.
  public int connections() {
    return links.size();
  }

  private static ServerSocket listen(int at) {
    try {
      ServerSocket made = new ServerSocket();
      made.setReuseAddress(true);
      made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
      return made;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Thread accept() {
    ServerSocket from = listener;
    return Thread.ofVirtual().name("fault-proxy").start(() -> accept(from));
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket client = from.accept();
        connect(client).ifPresent(this::serve);
      }
    } catch (SocketException closed) {
      // Connections are accepted no more.
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Optional<FaultLink> connect(Socket client) throws IOException {
    Socket server = new Socket();
    try {
      server.connect(target);
      return Optional.of(new FaultLink(client, server, plan));
    } catch (IOException unreachable) {
      client.close();
      return Optional.empty();
    }
  }

  private void serve(FaultLink link) {
    links.add(link);
    link.start(() -> links.remove(link));
  }

  @Override
  public synchronized void close() {
    stopAccepting();
    links.forEach(FaultLink::close);
    plan.heal();
  }
}
