package dev.keyturn.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
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

  /// Services whose operations do not begin as their signatures do.
  private static final Map<String, String> TARGETS = Map.of("logs", "Logs_20140328");

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
            Map.of("content-type", CONTENT_TYPE, "x-amz-target", target(operation)),
            body,
            clock.instant())
        .forEach(request::header);
    return answer(send(request.build()));
  }

  private String target(String operation) {
    return TARGETS.getOrDefault(signer.service(), signer.service()) + "." + operation;
  }

  /// Reads from a service that speaks REST, such as Lambda.
  ///
  /// @param path encoded once
  /// @param query its parameters, in the order of their names
  /// @throws ClientRefused when it does not succeed
  JsonNode get(String path, SortedMap<String, String> query) throws InterruptedException {
    String encoded =
        query.entrySet().stream()
            .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve(encoded.isEmpty() ? path : path + "?" + encoded))
            .timeout(LIMIT);
    signer
        .signGet(endpoint.getRawAuthority(), path, encoded, clock.instant())
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
          error(response, body)
              + ": "
              + body.path("message").asString(body.path("Message").asString("")));
    }
    return body;
  }

  /// JSON 1.1 names it in the body, REST in a header.
  private static String error(HttpResponse<byte[]> response, JsonNode body) {
    return response
        .headers()
        .firstValue("x-amzn-errortype")
        .orElseGet(() -> body.path("__type").asString("Failure"));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
