package dev.keyturn.testkit;

import static dev.keyturn.testkit.FaultProxy.Direction.TO_CLIENT;
import static dev.keyturn.testkit.FaultProxy.Direction.TO_TARGET;

import dev.keyturn.testkit.FaultPlan.Passage;
import dev.keyturn.testkit.FaultProxy.Cut;
import dev.keyturn.testkit.FaultProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// One connection through a proxy: a socket to each side, and a pump each way.
final class FaultLink {
  private final Socket client;
  private final Socket target;
  private final FaultPlan plan;
  private volatile boolean ending;
  private final AtomicInteger open = new AtomicInteger(Direction.values().length);

  FaultLink(Socket client, Socket target, FaultPlan plan) throws IOException {
    this.client = client;
    this.target = target;
    this.plan = plan;
    client.setTcpNoDelay(true);
    target.setTcpNoDelay(true);
  }

  /// @param ended is run once both ways are closed
  void start(Runnable ended) {
    Thread.ofVirtual().start(() -> pump(TO_TARGET, ended));
    Thread.ofVirtual().start(() -> pump(TO_CLIENT, ended));
  }

  private void pump(Direction direction, Runnable ended) {
    Socket from = direction == TO_TARGET ? client : target;
    Socket to = direction == TO_TARGET ? target : client;
    try {
      byte[] buffer = new byte[8192];
      int length = from.getInputStream().read(buffer);
      while (length >= 0 && pass(Arrays.copyOf(buffer, length), direction, to)) {
        length = from.getInputStream().read(buffer);
      }
      plan.admit(direction, 0);
      if (!ending) {
        to.shutdownOutput();
      }
      drain(from.getInputStream());
    } catch (IOException broken) {
      close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      if (open.decrementAndGet() == 0) {
        close();
        ended.run();
      }
    }
  }

  /// @return whether this way goes on
  private boolean pass(byte[] bytes, Direction direction, Socket to)
      throws IOException, InterruptedException {
    for (int from = 0; from < bytes.length && !ending; ) {
      Passage passage = plan.admit(direction, bytes.length - from);
      write(bytes, from, passage.bytes(), to.getOutputStream());
      from += passage.bytes();
      if (passage.cut().isPresent()) {
        apply(passage.cut().get());
        return false;
      }
    }
    return !ending;
  }

  private void write(byte[] bytes, int from, int length, OutputStream out) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException broken) {
      if (!ending) {
        throw broken;
      }
    }
  }

  private void apply(Cut cut) throws IOException {
    switch (cut) {
      case CLOSE -> {
        ending = true;
        client.shutdownOutput();
        target.shutdownOutput();
      }
      case RESET -> {
        client.setSoLinger(true, 0);
        target.setSoLinger(true, 0);
        close();
      }
      case HALF_CLOSE, SILENCE -> {
        // The pump ends this way alone.
      }
    }
  }

  /// What nobody hears is taken, so that its sender does not block.
  private static void drain(InputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  void close() {
    try {
      client.close();
      target.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
