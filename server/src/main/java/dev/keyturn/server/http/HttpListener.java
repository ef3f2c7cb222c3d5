package dev.keyturn.server.http;

import dev.keyturn.server.wire.BodyLimit;
import dev.keyturn.server.wire.HttpRequest;
import dev.keyturn.server.wire.HttpResponse;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The listener: reads each request to its end on a virtual thread, within bounds of size and time,
/// hands it to the gateway, and writes the answer.
public final class HttpListener implements AutoCloseable {
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

  private final WebServer server;
  private final Connections connections;
  private final ScheduledExecutorService housekeeping;
  private final boolean secure;

  private HttpListener(WebServer server, Connections connections, Optional<TlsFiles> tls) {
    this.server = server;
    this.connections = connections;
    this.secure = tls.isPresent();
    this.housekeeping =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("http-housekeeping").factory());
    every(HOUSEKEEPING, connections::closeOverdue);
    tls.ifPresent(files -> every(HOUSEKEEPING, () -> files.reload(server::reloadTls)));
  }

  /// The gateway: from request to response, without ever throwing.
  @FunctionalInterface
  public interface Gateway {
    HttpResponse handle(HttpRequest request);

    /// What the body of a request may have that is larger than usual; empty where it may not.
    default Optional<BodyLimit> larger(String method, String path) {
      return Optional.empty();
    }

    /// Whether somebody who is known may have signed a request whose body is still to come. When
    /// not, it is handled without one.
    default boolean knows(HttpRequest head) {
      return true;
    }
  }

  /// Where to listen, and how.
  ///
  /// @param tls empty: clear text
  public record Settings(
      InetSocketAddress address, Optional<TlsFiles> tls, ListenerLimits limits) {}

  /// Starts to listen.
  ///
  /// @param pages plain GET pages by path
  /// @throws ListenerRefused when the address cannot be used
  public static HttpListener start(
      Settings settings, Gateway gateway, Map<String, Supplier<Page>> pages) {
    refuseTaken(settings.address());
    ListenerLimits limits = settings.limits();
    Connections connections = new Connections(limits);
    RequestHandler handler =
        new RequestHandler(gateway, new Bodies(gateway, limits.largeBodies()), pages);
    WebServerConfig.Builder builder =
        WebServer.builder()
            .address(settings.address().getAddress())
            .port(settings.address().getPort())
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(connections.selector())
            .connectionOptions(options(limits))
            .maxTcpConnections(limits.connections())
            .idleConnectionTimeout(limits.idle())
            .idleConnectionPeriod(HOUSEKEEPING)
            .shutdownGracePeriod(limits.drain())
            .directHandlers(directHandlers())
            .routing(HttpRouting.builder().any(handler));
    settings.tls().ifPresent(files -> builder.tls(files.load()));
    return new HttpListener(builder.build().start(), connections, settings.tls());
  }

  /// Whether [#start] would find its address free and its certificate whole. Lets a first start
  /// fail before it has made anything.
  ///
  /// @throws ListenerRefused when not
  public static void requireUsable(Settings settings) {
    refuseTaken(settings.address());
    settings.tls().ifPresent(TlsFiles::load);
  }

  private static SocketOptions options(ListenerLimits limits) {
    return SocketOptions.builder()
        .tcpNoDelay(true)
        .socketKeepAlive(true)
        .readTimeout(limits.idle())
        .build();
  }

  private static DirectHandlers directHandlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, new Rejection());
    }
    return handlers.build();
  }

  /// The library would only log it. Nothing listens here: who connected in that instant would be
  /// cut off.
  private static void refuseTaken(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new ListenerRefused("The host " + address.getHostString() + " has no address here.");
    }
    try (SocketChannel probe = SocketChannel.open()) {
      probe.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
    } catch (IOException taken) {
      throw new ListenerRefused(
          "Cannot listen on %s:%d (%s). Stop what uses it, or choose another with --listen."
              .formatted(
                  address.getAddress().getHostAddress(), address.getPort(), taken.getMessage()));
    }
  }

  private void every(Duration period, Runnable work) {
    housekeeping.scheduleWithFixedDelay(
        work, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The port that answers.
  public int port() {
    return server.port();
  }

  public boolean secure() {
    return secure;
  }

  /// How many connections are open.
  public int openConnections() {
    return connections.open();
  }

  /// Refuses what is new, answers what is in flight, and returns.
  @Override
  public void close() {
    housekeeping.shutdown();
    server.stop();
  }
}
