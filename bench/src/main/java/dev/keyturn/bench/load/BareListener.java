package dev.keyturn.bench.load;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/// The least that could answer: the server's HTTP library with the server's settings, which reads
/// the request and sends the same bytes each time. A program of its own, to be killed.
final class BareListener {
  private static final int MOST = 1024 * 1024;

  private BareListener() {}

  /// @param arguments the port, and a file with the body to answer
  public static void main(String[] arguments) throws IOException {
    byte[] body = Files.readAllBytes(Path.of(arguments[1]));
    String requestId = UUID.randomUUID().toString();
    var _ =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .port(Integer.parseInt(arguments[0]))
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(
                Http1ConnectionSelector.builder()
                    .config(
                        Http1Config.builder()
                            .maxHeadersSize(32 * 1024)
                            .maxPrologueLength(8 * 1024)
                            .build())
                    .build())
            .connectionOptions(
                SocketOptions.builder()
                    .tcpNoDelay(true)
                    .socketKeepAlive(true)
                    .readTimeout(Duration.ofMinutes(1))
                    .build())
            .maxTcpConnections(10_000)
            .maxPayloadSize(MOST)
            .routing(
                HttpRouting.builder()
                    .any((request, response) -> answer(request, response, requestId, body)))
            .build()
            .start();
  }

  private static void answer(
      ServerRequest request, ServerResponse response, String requestId, byte[] body)
      throws IOException {
    if (request.content().hasEntity()) {
      try (InputStream entity = request.content().inputStream()) {
        var _ = entity.readNBytes(MOST);
      }
    }
    response.header(HeaderNames.CONTENT_TYPE, "application/x-amz-json-1.1");
    response.header("x-amzn-requestid", requestId);
    response.send(body);
  }
}
