package dev.keyturn.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `keyturn rotation`: what became of rotations, and going on with one.
@Command(
    name = "rotation",
    description = "Look at rotations, and decide about one that does not go on by itself.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  keyturn rotation list",
      "  keyturn rotation show app/database",
      "  keyturn rotation show app/database --json",
      "  keyturn rotation list --only failed,stuck",
      "  keyturn rotation retry app/database --wait",
      "  keyturn rotation restore app/database --wait",
      "  keyturn rotation check app/database"
    })
final class RotationCommand implements Runnable {
  private static final int PAGE = 100;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
  RotationCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// What the commands have in common.
  static final class Output {
    @Option(names = "--json", description = "Print the server's answer as it is.")
    private boolean json;

    void print(PrintWriter out, JsonNode answer, Runnable forPeople) {
      if (json) {
        out.println(KeyturnClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
      } else {
        forPeople.run();
      }
      out.flush();
    }
  }

  @Command(
      name = "show",
      description = "Show where a secret's rotation stands, and its last steps.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  keyturn rotation show app/database",
        "  keyturn rotation show app/database --wait"
      })
  int show(
      @Parameters(paramLabel = "SECRET", description = "Its name or ARN.") String secret,
      @Mixin Patience patience,
      @Mixin Connection connection,
      @Mixin Output output)
      throws InterruptedException {
    try (KeyturnClient client = connection.open(environment, secret)) {
      JsonNode answer =
          patience.waits()
              ? patience.look(client, secret, spec.commandLine().getErr())
              : client.call("DescribeRotation", Map.of("SecretId", secret));
      output.print(out(), answer, () -> new RotationText(out()).show(answer));
      return !patience.waits() || RotationWatch.isWell(answer) ? 0 : 1;
    }
  }

  @Command(
      name = "list",
      description = "List the rotations of the account in the region.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  keyturn rotation list --region eu-west-1",
        "  keyturn rotation list --only failed,unsettled,stuck,overdue"
      })
  void list(
      @Option(
              names = "--only",
              paramLabel = "CONDITION",
              split = ",",
              description =
                  "Only what is failed, unsettled, stuck or overdue; several with commas.")
          @Nullable List<String> conditions,
      @Mixin Connection connection,
      @Mixin Output output)
      throws InterruptedException {
    try (KeyturnClient client = connection.open(environment, "")) {
      List<JsonNode> rotations = new ArrayList<>();
      Map<String, Object> input = new HashMap<>(Map.of("MaxResults", PAGE));
      if (conditions != null) {
        input.put(
            "Conditions", conditions.stream().map(text -> text.toUpperCase(Locale.ROOT)).toList());
      }
      JsonNode page;
      do {
        page = client.call("ListRotations", input);
        page.path("Rotations").forEach(rotations::add);
        input.put("NextToken", page.path("NextToken").asString(""));
      } while (page.hasNonNull("NextToken"));
      JsonNode all = KeyturnClient.JSON.valueToTree(Map.of("Rotations", rotations));
      output.print(out(), all, () -> new RotationText(out()).list(rotations, conditions == null));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
