package dev.keyturn.rotators.target;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/// IAM over the network, at an endpoint that the operator of this server has named. Answers are
/// bounded, and redirects are not followed.
final class HttpIam implements IamTransport {
  private static final long LONGEST_ANSWER = 256L * 1024;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final TargetTrust trust;

  HttpIam(TargetTrust trust) {
    this.trust = trust;
  }

  @Override
  public Answer send(URI endpoint, Map<String, String> headers, byte[] body, Duration limit)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(limit)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try (HttpClient client = client()) {
      HttpResponse<byte[]> answer =
          client.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
      return new Answer(answer.statusCode(), answer.body());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The call was ended");
    }
  }

  private HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT)
        .sslContext(trust.context())
        .build();
  }
}
