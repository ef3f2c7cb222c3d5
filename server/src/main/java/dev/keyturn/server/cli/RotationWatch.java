package dev.keyturn.server.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// Looks at a rotation again and again.
final class RotationWatch {
  private static final Duration LOOK = Duration.ofMillis(250);

  /// Nothing moves out of these by itself.
  private static final Set<String> STILL =
      Set.of("IDLE", "CANCELLED", "TARGET_UNKNOWN", "SUSPENDED");

  private final KeyturnClient client;
  private final String secret;

  RotationWatch(KeyturnClient client, String secret) {
    this.client = client;
    this.secret = secret;
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

  /// Until nothing is under way any more, or somebody has to act, or the time is over.
  ///
  /// @return the last answer of DescribeRotation
  JsonNode untilItRests(Progress progress, Duration most) throws InterruptedException {
    JsonNode last =
        until(
            rotation -> {
              progress.show(line(rotation));
              return isOver(rotation);
            },
            most);
    progress.end();
    return last;
  }

  /// Until what is seen is enough, or the time is over.
  ///
  /// @param enough is shown every look
  /// @return the last answer of DescribeRotation
  JsonNode until(Predicate<JsonNode> enough, Duration most) throws InterruptedException {
    InstantSource clock = InstantSource.system();
    Instant end = clock.instant().plus(most);
    JsonNode rotation = look();
    while (!enough.test(rotation) && clock.instant().isBefore(end)) {
      Thread.sleep(LOOK);
      rotation = look();
    }
    return rotation;
  }

  private JsonNode look() throws InterruptedException {
    return client.call("DescribeRotation", Map.of("SecretId", secret));
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
