package dev.keyturn.server.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Looks at a rotation again and again until nothing is under way any more, or somebody has to act.
final class RotationWatch {
  private static final Duration LOOK = Duration.ofMillis(300);

  /// Nothing moves out of these by itself.
  private static final Set<String> STILL =
      Set.of("IDLE", "CANCELLED", "TARGET_UNKNOWN", "SUSPENDED");

  private final KeyturnClient client;
  private final String secret;
  private final Progress progress;

  RotationWatch(KeyturnClient client, String secret, Progress progress) {
    this.client = client;
    this.secret = secret;
    this.progress = progress;
  }

  /// Whether nothing is under way.
  static boolean rests(JsonNode rotation) {
    return state(rotation).equals("IDLE");
  }

  /// Whether nothing is under way, and the last attempt did not fail.
  static boolean isWell(JsonNode rotation) {
    return rests(rotation)
        && rotation
            .path("Conditions")
            .valueStream()
            .map(JsonNode::asString)
            .noneMatch("FAILED"::equals);
  }

  /// The answer of DescribeRotation when there is nothing more to wait for, or the time is over.
  JsonNode untilItRests(Duration most) throws InterruptedException {
    InstantSource clock = InstantSource.system();
    Instant end = clock.instant().plus(most);
    JsonNode rotation = look();
    while (!isOver(rotation) && clock.instant().isBefore(end)) {
      Thread.sleep(LOOK);
      rotation = look();
    }
    progress.end();
    return rotation;
  }

  private JsonNode look() throws InterruptedException {
    JsonNode rotation = client.call("DescribeRotation", Map.of("SecretId", secret));
    progress.show(line(rotation));
    return rotation;
  }

  /// It waits for an operator when no next try is known and none is being made.
  private static boolean isOver(JsonNode rotation) {
    boolean tried = rotation.hasNonNull("NextTryDate") || state(rotation).equals("RUNNING");
    return STILL.contains(state(rotation)) || !tried;
  }

  private static String line(JsonNode rotation) {
    String line = state(rotation).toLowerCase(java.util.Locale.ROOT);
    if (rotation.hasNonNull("Step")) {
      line += " " + rotation.get("Step").asString();
    }
    if (rotation.hasNonNull("Attempt")) {
      line += ", attempt " + rotation.get("Attempt").asString();
    }
    JsonNode last = rotation.path("Steps").path(0);
    boolean failed = last.path("Result").asString("").equals("FAILED");
    return failed ? line + ": " + last.path("Message").asString("") : line;
  }

  private static String state(JsonNode rotation) {
    return rotation.path("State").asString("UNKNOWN");
  }
}
