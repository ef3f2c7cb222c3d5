package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RotationTextTest {
  private final StringWriter out = new StringWriter();
  private final PrintWriter writer = new PrintWriter(out);

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  @Test
  void showTellsStateStepsAndRemedies() {
    new RotationText(writer)
        .show(
            json(
                """
                {"ARN": "arn:x", "Name": "app", "State": "STUCK", "Explanation": "It waits.",
                 "Attempt": 3, "NextTryDate": 1795252850.5, "DenialWindowMillis": 12,
                 "Steps": [{"Token": "v2", "Step": "setSecret", "Attempt": 2, "DurationMillis": 40,
                   "StartedDate": 1795252850, "Result": "FAILED", "FailureClass": "UNREACHABLE",
                   "Message": "db:5432 cannot be reached", "Remedy": "Check the host."},
                   {"Token": "v1", "Step": "finishSecret", "Attempt": 1, "DurationMillis": 4,
                    "StartedDate": 1795252700, "Result": "SUCCEEDED"}]}
                """));
    assertThat(out.toString())
        .contains("app  STUCK")
        .contains("It waits.")
        .containsPattern("Next try +2026-11-21T09:20:50.500Z")
        .contains("12 ms, the last time")
        .containsPattern("setSecret +attempt 2 +40 ms  UNREACHABLE")
        .contains("db:5432 cannot be reached")
        .contains("Remedy: Check the host.")
        .doesNotContain("Unsettled");
    assertThat(out.toString().lines().map(String::strip).filter(line -> line.startsWith("Steps")))
        .containsExactly("Steps for version v2", "Steps for version v1");
  }

  @Test
  void jsonKeepsDatesAsTheyWereSent() {
    String sent = "{\"NextTryDate\":1795255412.432,\"NextRotationDate\":1796147999}";
    assertThat(KeyturnClient.JSON.writeValueAsString(KeyturnClient.JSON.readTree(sent)))
        .isEqualTo(sent);
  }

  @Test
  void listHasALineForEachAndItsLastFailure() {
    new RotationText(writer)
        .list(
            List.of(
                json("{\"Name\": \"a\", \"State\": \"IDLE\", \"LastRotatedDate\": 1795252850}"),
                json(
                    "{\"Name\": \"b\", \"State\": \"STUCK\", \"Conditions\": [\"FAILED\", \"STUCK\"], \"LastFailure\": {\"Message\": \"refused\"}}")),
            true);
    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("a +IDLE +- +2026-11-21T09:20:50Z +-"))
        .anyMatch(line -> line.matches("b +STUCK +failed,stuck +- +-"))
        .contains("    refused");
  }
}
