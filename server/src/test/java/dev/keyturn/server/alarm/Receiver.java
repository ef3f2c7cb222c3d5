package dev.keyturn.server.alarm;

import dev.keyturn.server.http.HttpListener;
import dev.keyturn.server.http.ListenerLimits;
import dev.keyturn.server.http.TlsFiles;
import dev.keyturn.server.wire.HttpRequest;
import dev.keyturn.server.wire.HttpResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An operator's receiver of alarms.
public final class Receiver implements AutoCloseable {
  private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
  private final HttpListener listener;
  private volatile int status = 204;
  private volatile Map<String, String> headers = Map.of();

  public Receiver() {
    this(Optional.empty());
  }

  Receiver(Optional<TlsFiles> tls) {
    Duration limit = Duration.ofSeconds(10);
    listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                tls,
                new ListenerLimits(50, limit, limit, Duration.ofSeconds(1))),
            this::take,
            Map.of());
  }

  private HttpResponse take(HttpRequest request) {
    requests.add(request);
    return new HttpResponse(status, headers, new byte[0]);
  }

  void answerWith(int code) {
    status = code;
  }

  void redirectTo(URI other) {
    status = 307;
    headers = Map.of("Location", other.toString());
  }

  public URI url() {
    String scheme = listener.secure() ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + listener.port() + "/hook?key=of-the-receiver");
  }

  List<HttpRequest> requests() {
    return requests;
  }

  /// What was received, also what it did not take.
  public List<JsonNode> messages() {
    return requests.stream().map(it -> JsonMapper.shared().readTree(it.body())).toList();
  }

  @Override
  public void close() {
    listener.close();
  }
}
