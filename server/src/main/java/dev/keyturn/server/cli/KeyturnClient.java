package dev.keyturn.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls operations of a server over the wire, with signed requests: for the command line and the
/// quickstart. Thread-safe.
public final class KeyturnClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

  /// Keeps dates as they were sent, and never writes them as powers of ten.
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private final HttpClient http;
  private final URI endpoint;
  private final RequestSigner signer;
  private final InstantSource clock;

  /// A client of one service of a server.
  ///
  /// @param tls what decides whose certificates are trusted; empty: the platform's authorities
  public KeyturnClient(
      URI endpoint, Optional<SSLContext> tls, RequestSigner signer, InstantSource clock) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    tls.ifPresent(builder::sslContext);
    this.http = builder.build();
    this.endpoint = endpoint;
    this.signer = signer;
    this.clock = clock;
  }

  /// Calls an operation.
  ///
  /// @param operation such as `DescribeRotation`
  /// @throws ClientRefused when it does not succeed
  public JsonNode call(String operation, Map<String, ?> input) throws InterruptedException {
    byte[] body = JSON.writeValueAsBytes(input);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve("/"))
            .timeout(LIMIT)
            .POST(BodyPublishers.ofByteArray(body));
    signer
        .sign(
            endpoint.getRawAuthority(),
            Map.of(
                "content-type", CONTENT_TYPE, "x-amz-target", signer.service() + "." + operation),
            body,
            clock.instant())
        .forEach(request::header);
    return answer(send(request.build()));
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (SSLException untrusted) {
      throw new ClientRefused(
          "The certificate of the server at %s is not accepted (%s). Name its authority with --ca, and the server by a name that the certificate has."
              .formatted(endpoint, untrusted.getMessage()));
    } catch (IOException unreachable) {
      throw new ClientRefused(
          "The server at %s cannot be reached (%s). Start it with 'keyturn server', or name another with --endpoint."
              .formatted(endpoint, unreachable.getClass().getSimpleName()));
    }
  }

  private JsonNode answer(HttpResponse<byte[]> response) {
    JsonNode body;
    try {
      body = JSON.readTree(response.body());
    } catch (JacksonException _) {
      throw new ClientRefused(
          "What answers at %s is no Keyturn (HTTP %d). Check --endpoint."
              .formatted(endpoint, response.statusCode()));
    }
    if (response.statusCode() != 200) {
      throw new ClientRefused(
          body.path("__type").asString("Failure")
              + ": "
              + body.path("message").asString(body.path("Message").asString("")));
    }
    return body;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
