package dev.keyturn.server.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.cli.AccessKey;
import dev.keyturn.server.cli.RequestSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The administrator's calls over the wire.
final class Client implements AutoCloseable {
  static final String ACCOUNT = "000000000000";
  static final String REGION = "eu-west-1";
  static final AccessKey KEY =
      new AccessKey(
          "AKIACRASHTESTEXAMPLE",
          SecretValue.ofString("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
          Optional.empty());

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI endpoint;

  Client(URI endpoint) {
    this.endpoint = endpoint;
  }

  /// Calls an operation of Secrets Manager.
  JsonNode secrets(String operation, Map<String, ?> input) {
    return call("secretsmanager", operation, input);
  }

  /// Starts the rotation of a victim, which may be the second start.
  void rotate(Victim victim) {
    rotate(victim.secretArn(), victim.scenario().functionArn(), victim.token());
  }

  void rotate(String secretArn, String functionArn, String token) {
    secrets(
        "RotateSecret",
        Map.of(
            "SecretId",
            secretArn,
            "RotationLambdaARN",
            functionArn,
            "ClientRequestToken",
            token,
            "RotationRules",
            Map.of("AutomaticallyAfterDays", 30)));
  }

  JsonNode rotation(String secretArn) {
    return call("keyturn", "DescribeRotation", Map.of("SecretId", secretArn));
  }

  /// Whether nothing of a secret's rotation is left to do.
  boolean isAtRest(String secretArn) {
    return rotation(secretArn).path("State").asString().equals("IDLE");
  }

  /// Calls an operation of IAM; the answer is XML.
  String iam(String action, Map<String, String> members) {
    HttpResponse<byte[]> answer = query(KEY, "iam", "2010-05-08", action, members);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(action + ": " + new String(answer.body(), UTF_8));
    }
    return new String(answer.body(), UTF_8);
  }

  /// Whether the server takes requests that are signed with an access key.
  boolean knows(String accessKeyId, SecretValue secret) {
    AccessKey key = new AccessKey(accessKeyId, secret, Optional.empty());
    return query(key, "sts", "2011-06-15", "GetCallerIdentity", Map.of()).statusCode() == 200;
  }

  private HttpResponse<byte[]> query(
      AccessKey key, String service, String version, String action, Map<String, String> members) {
    StringBuilder form = new StringBuilder("Action=" + action + "&Version=" + version);
    members.forEach((name, value) ->
        form.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8)));
    byte[] body = form.toString().getBytes(UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve("/")).POST(BodyPublishers.ofByteArray(body));
    new RequestSigner(key, REGION, service)
        .sign(
            endpoint.getRawAuthority(),
            Map.of("content-type", "application/x-www-form-urlencoded"),
            body,
            Instant.now())
        .forEach(request::header);
    return send(request.build());
  }

  private JsonNode call(String service, String operation, Map<String, ?> input) {
    byte[] body = JsonMapper.shared().writeValueAsBytes(input);
    Map<String, String> headers =
        Map.of(
            "content-type",
            "application/x-amz-json-1.1",
            "x-amz-target",
            service + "." + operation);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve("/")).POST(BodyPublishers.ofByteArray(body));
    new RequestSigner(KEY, REGION, service)
        .sign(endpoint.getRawAuthority(), headers, body, Instant.now())
        .forEach(request::header);
    HttpResponse<byte[]> answer = send(request.build());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(operation + ": " + new String(answer.body(), UTF_8));
    }
    return JsonMapper.shared().readTree(answer.body());
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
