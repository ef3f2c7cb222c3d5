package dev.keyturn.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The open connections, each with the deadline of what its client owes: the library bounds only
/// the wait for the next byte, so that a client could send one byte at a time for ever.
final class Connections {
  private static final ScopedValue<RequestDeadline> CURRENT = ScopedValue.newInstance();

  private final Set<RequestDeadline> open = ConcurrentHashMap.newKeySet();
  private final ListenerLimits limits;

  Connections(ListenerLimits limits) {
    this.limits = limits;
  }

  /// The deadline of the connection that this thread serves.
  static RequestDeadline current() {
    return CURRENT.get();
  }

  int open() {
    return open.size();
  }

  void closeOverdue() {
    long now = System.nanoTime();
    open.forEach(deadline -> deadline.enforce(now));
  }

  /// HTTP/1.1 whose connections are known here.
  ServerConnectionSelector selector() {
    Http1ConnectionListener begins =
        new Http1ConnectionListener() {
          @Override
          public void prologue(ConnectionContext context, HttpPrologue prologue) {
            current().begin();
          }
        };
    Http1Config config =
        Http1Config.builder()
            .maxHeadersSize(ListenerLimits.HEADER_BYTES)
            .maxPrologueLength(ListenerLimits.REQUEST_LINE_BYTES)
            .addReceiveListener(begins)
            .build();
    return new Selector(Http1ConnectionSelector.builder().config(config).build());
  }

  private final class Selector implements ServerConnectionSelector {
    private final ServerConnectionSelector http1;

    Selector(ServerConnectionSelector http1) {
      this.http1 = http1;
    }

    @Override
    public int bytesToIdentifyConnection() {
      return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
      return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
      return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
      return new Connection(http1.connection(context));
    }
  }

  private final class Connection implements ServerConnection {
    private final ServerConnection http1;

    Connection(ServerConnection http1) {
      this.http1 = http1;
    }

    @Override
    public void handle(Limit concurrency) throws InterruptedException {
      RequestDeadline deadline = new RequestDeadline(limits, Thread.currentThread());
      deadline.invite();
      open.add(deadline);
      try {
        ScopedValue.where(CURRENT, deadline)
            .<Void, InterruptedException>call(() -> {
              http1.handle(concurrency);
              return null;
            });
      } finally {
        open.remove(deadline);
      }
    }

    @Override
    public Duration idleTime() {
      return http1.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      http1.close(interrupt);
    }
  }
}
