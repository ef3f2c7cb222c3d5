package dev.keyturn.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyturn.server.cli.RequestSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The Secrets Manager API over the wire, with signed requests: what any application uses through
/// its SDK. Thread-safe.
final class SecretsApi implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI endpoint;
  private final RequestSigner signer;

  SecretsApi(URI endpoint, RequestSigner signer) {
    this.endpoint = endpoint;
    this.signer = signer;
  }

  /// Members of a request, to be filled in.
  static ObjectNode request() {
    return JSON.createObjectNode();
  }

  /// Calls an operation of the service whose target prefix is `secretsmanager`.
  ///
  /// @throws IOException when the server cannot be reached, and as [Refused] when it says no
  JsonNode call(String operation, ObjectNode members) throws IOException, InterruptedException {
    byte[] body = JSON.writeValueAsBytes(members);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofByteArray(body));
    signer
        .sign(endpoint.getAuthority(), headers(operation), body, Instant.now())
        .forEach(request::header);
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new Refused(operation, response.statusCode(), new String(response.body(), UTF_8));
    }
    return JSON.readTree(response.body());
  }

  private static Map<String, String> headers(String operation) {
    return Map.of(
        "content-type",
        "application/x-amz-json-1.1",
        "x-amz-target",
        "secretsmanager." + operation);
  }

  /// The server answered with an error. Errors never hold secrets.
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String operation, int status, String body) {
      super(operation + " was refused with status " + status + ": " + body);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
