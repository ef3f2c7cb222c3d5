package dev.keyturn.quickstart;

import dev.keyturn.server.cli.KeyturnClient;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Turns rotation on and asks for one rotation after the other, each when the one before is over
/// and the client uses its result.
final class Rotations {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final KeyturnClient api;
  private final String secretId;
  private final Tally tally;

  Rotations(KeyturnClient api, String secretId, Tally tally) {
    this.api = api;
    this.secretId = secretId;
    this.tally = tally;
  }

  /// Turns rotation on, which rotates at once.
  void turnOn(String functionArn) throws IOException, InterruptedException {
    Map<String, Object> request = request();
    request.put("RotationLambdaARN", functionArn);
    request.put("RotationRules", Map.of("ScheduleExpression", "rate(1 day)"));
    rotate(request);
  }

  /// One more rotation, with the function and the rules that the secret has.
  void again() throws IOException, InterruptedException {
    rotate(request());
  }

  private Map<String, Object> request() {
    return new HashMap<>(
        Map.of("SecretId", secretId, "ClientRequestToken", UUID.randomUUID().toString()));
  }

  private void rotate(Map<String, ?> request) throws IOException, InterruptedException {
    String version = api.call("RotateSecret", request).required("VersionId").asString();
    if (!tally.awaitLogIn(version, LIMIT)) {
      throw new IOException(
          tally.snapshot().failure().orElse("The client got no log-in with the new version")
              + "\nThe secret: "
              + describe());
    }
    awaitEnd(version);
    tally.rotated();
  }

  /// The client may use the new version an instant before the rotation has cleaned up after itself.
  private void awaitEnd(String version) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (describe().path("VersionIdsToStages").path(version).size() != 1) {
      if (System.nanoTime() > deadline) {
        throw new IOException("The rotation did not end. The secret: " + describe());
      }
      Thread.sleep(Duration.ofMillis(10));
    }
  }

  private JsonNode describe() throws InterruptedException {
    return api.call("DescribeSecret", Map.of("SecretId", secretId));
  }
}
