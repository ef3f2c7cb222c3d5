package dev.keyturn.server.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Rotations as people read them.
final class RotationText {
  private final PrintWriter out;

  RotationText(PrintWriter out) {
    this.out = out;
  }

  void show(JsonNode rotation) {
    out.println(rotation.path("Name").asString("") + "  " + state(rotation));
    out.println("  " + rotation.path("Explanation").asString(""));
    if (!conditions(rotation).equals("-")) {
      field("Wrong", conditions(rotation));
    }
    line(rotation, "ARN", "ARN");
    line(rotation, "Token", "Version");
    line(rotation, "Step", "Step");
    line(rotation, "Attempt", "Attempt");
    date(rotation, "UnsettledSinceDate", "Unsettled since");
    date(rotation, "OverdueSinceDate", "Overdue since");
    date(rotation, "NextTryDate", state(rotation).equals("IDLE") ? "Next start" : "Next try");
    date(rotation, "LastRotatedDate", "Last rotated");
    date(rotation, "NextRotationDate", "Next window ends");
    if (rotation.hasNonNull("DenialWindowMillis")) {
      field("Denied for", rotation.get("DenialWindowMillis").asString() + " ms, the last time");
    }
    steps(rotation.path("Steps"));
  }

  /// Each rotation's steps stand under its version.
  private void steps(JsonNode steps) {
    String version = "";
    for (JsonNode step : steps) {
      String token = step.path("Token").asString("");
      if (!token.equals(version)) {
        out.println("  Steps for version " + token);
        version = token;
      }
      step(step);
    }
  }

  private static String state(JsonNode rotation) {
    return rotation.path("State").asString("UNKNOWN");
  }

  private void line(JsonNode rotation, String member, String title) {
    if (rotation.hasNonNull(member)) {
      field(title, rotation.get(member).asString());
    }
  }

  private void date(JsonNode rotation, String member, String title) {
    if (rotation.hasNonNull(member)) {
      field(title, instant(rotation.get(member)));
    }
  }

  private void field(String title, String value) {
    out.printf("  %-16s %s%n", title, value);
  }

  /// Dates are seconds with a fraction.
  private static String instant(JsonNode seconds) {
    return Instant.ofEpochMilli(Math.round(seconds.asDouble() * 1000)).toString();
  }

  private void step(JsonNode step) {
    out.printf(
        "    %s  %-12s attempt %-2s %6s ms  %s%n",
        instant(step.path("StartedDate")),
        step.path("Step").asString(""),
        step.path("Attempt").asString(""),
        step.path("DurationMillis").asString(""),
        step.path("FailureClass").asString(step.path("Result").asString("")));
    if (step.hasNonNull("Message")) {
      out.println("        " + step.get("Message").asString());
    }
    if (step.hasNonNull("Remedy")) {
      out.println("        Remedy: " + step.get("Remedy").asString());
    }
  }

  /// Each line's item and status come first, so that what failed is found at a glance.
  void check(JsonNode report) {
    out.println(
        "%s  %s"
            .formatted(
                report.path("Name").asString(""),
                report.path("Passed").asBoolean(false) ? "would rotate" : "would NOT rotate"));
    for (JsonNode finding : report.path("Findings")) {
      out.printf(
          "  %-8s %-20s %s%n",
          finding.path("Status").asString(""),
          finding.path("Item").asString(""),
          finding.path("Message").asString(""));
      if (finding.hasNonNull("Remedy")) {
        out.printf("  %29s Remedy: %s%n", "", finding.get("Remedy").asString());
      }
    }
  }

  /// What became of what an operator decided.
  ///
  /// @param rests whether nothing is under way any more
  void end(JsonNode rotation, boolean rests) {
    out.println(rotation.path("Name").asString("") + "  " + state(rotation));
    out.println("  " + rotation.path("Explanation").asString(""));
    JsonNode last = rotation.path("Steps").path(0);
    if (!rests && last.hasNonNull("Message")) {
      step(last);
    }
  }

  /// @param all whether every rotation was asked for
  void list(List<JsonNode> rotations, boolean all) {
    if (rotations.isEmpty()) {
      out.println(
          all
              ? "No secret rotates here. Turn it on with: aws secretsmanager rotate-secret"
              : "There is none.");
      return;
    }
    out.printf(
        "%-32s %-14s %-20s %-26s %s%n", "SECRET", "STATE", "WRONG", "LAST ROTATED", "NEXT TRY");
    for (JsonNode rotation : rotations) {
      out.printf(
          "%-32s %-14s %-20s %-26s %s%n",
          rotation.path("Name").asString(""),
          state(rotation),
          conditions(rotation),
          dateOrDash(rotation, "LastRotatedDate"),
          dateOrDash(rotation, "NextTryDate"));
      JsonNode failure = rotation.path("LastFailure");
      if (failure.hasNonNull("Message")) {
        out.println("    " + failure.get("Message").asString());
      }
    }
  }

  private static String conditions(JsonNode rotation) {
    String text =
        rotation
            .path("Conditions")
            .valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.joining(","))
            .toLowerCase(Locale.ROOT);
    return text.isEmpty() ? "-" : text;
  }

  private static String dateOrDash(JsonNode rotation, String member) {
    return rotation.hasNonNull(member) ? instant(rotation.get(member)) : "-";
  }
}
