package dev.keyturn.server.alarm;

import dev.keyturn.alarm.Alarm;
import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The operator's receiver of alarms. It is given nothing secret, and follows no redirection.
/// Thread-safe.
public final class Webhook implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final URI url;
  private final WebhookSignature signature;
  private final HttpClient http;

  /// @param tls what decides whose certificates are trusted; empty: the platform's authorities
  public Webhook(URI url, SecretValue secret, Optional<SSLContext> tls) {
    this.url = url;
    this.signature = new WebhookSignature(secret);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    tls.ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /// Tells an alarm. Empty when it was taken, otherwise why not.
  Optional<String> tell(Alarm alarm, Instant now) throws InterruptedException {
    byte[] body = new WebhookMessage(alarm).body();
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("User-Agent", "keyturn")
            .header(WebhookSignature.HEADER, signature.of(body, now))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      // What it says is of no interest, however long it is.
      response.body().close();
      int status = response.statusCode();
      return status / 100 == 2 ? Optional.empty() : Optional.of("HTTP status " + status);
    } catch (IOException failed) {
      return Optional.of(failed.getClass().getSimpleName());
    }
  }

  /// Where it is, without what in the URL may be a secret.
  String place() {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
