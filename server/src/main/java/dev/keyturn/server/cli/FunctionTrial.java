package dev.keyturn.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Looks on while a function rotates a scratch secret, and tells each step as it ends. The first
/// failure is the result: what a retry would mend is no working function.
final class FunctionTrial {
  private final KeyturnClient keyturn;
  private final ScratchSecret secret;
  private final PrintWriter out;
  private final Set<String> told = new HashSet<>();
  private boolean failed;

  FunctionTrial(KeyturnClient keyturn, ScratchSecret secret, PrintWriter out) {
    this.keyturn = keyturn;
    this.secret = secret;
    this.out = out;
  }

  /// How it ended.
  enum End {
    SUCCEEDED,
    FAILED,
    /// The time was over before.
    ENDLESS
  }

  End await(Duration most) throws InterruptedException {
    JsonNode last =
        new RotationWatch(keyturn, secret.arn())
            .until(rotation -> tell(rotation) || RotationWatch.rests(rotation), most);
    if (failed) {
      return End.FAILED;
    }
    return RotationWatch.rests(last) ? End.SUCCEEDED : End.ENDLESS;
  }

  /// Tells the steps that ended since the last look, the oldest first.
  ///
  /// @return whether one failed
  private boolean tell(JsonNode rotation) {
    List<JsonNode> steps = new ArrayList<>();
    rotation.path("Steps").forEach(steps::addFirst);
    for (JsonNode step : steps) {
      boolean succeeded = text(step, "Result").equals("SUCCEEDED");
      if (told.add(text(step, "Step") + text(step, "Attempt"))) {
        line(step, succeeded);
      }
      if (!succeeded) {
        failed = true;
        break;
      }
    }
    return failed;
  }

  private void line(JsonNode step, boolean succeeded) {
    out.printf(
        "  %-12s  %-13s %6s ms%n",
        text(step, "Step"),
        succeeded ? "ok" : step.path("FailureClass").asString(text(step, "Result")),
        text(step, "DurationMillis"));
    if (step.hasNonNull("Message")) {
      out.println("      " + text(step, "Message"));
    }
    if (!succeeded) {
      FunctionAdvice.of(text(step, "Message"), text(step, "Remedy"))
          .forEach(advice -> out.println("      Remedy: " + advice));
    }
    out.flush();
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asString("");
  }
}
