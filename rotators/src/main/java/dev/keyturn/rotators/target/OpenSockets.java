package dev.keyturn.rotators.target;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The sockets that one invocation of a function has opened, so that whoever ends it can close them
/// under it: a platform thread that waits for a socket hears no interrupt. Thread-safe.
public final class OpenSockets {
  private static final ScopedValue<OpenSockets> CURRENT = ScopedValue.newInstance();

  private final List<Socket> open = new ArrayList<>();
  private boolean over;

  /// Runs something whose sockets are these.
  public <T> T during(Supplier<T> invocation) {
    return ScopedValue.where(CURRENT, this).call(invocation::get);
  }

  /// Closes all that were opened, and those that are still to come.
  public synchronized void close() {
    over = true;
    open.forEach(OpenSockets::close);
  }

  /// A socket that is about to be connected.
  static Socket noted(Socket socket) {
    if (CURRENT.isBound()) {
      CURRENT.get().add(socket);
    }
    return socket;
  }

  private synchronized void add(Socket socket) {
    open.add(socket);
    if (over) {
      close(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // Whoever waits for it hears that it is closed all the same.
    }
  }
}
