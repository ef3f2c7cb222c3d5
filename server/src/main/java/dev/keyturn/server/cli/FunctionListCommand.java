package dev.keyturn.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `keyturn function list`: what functions there are, and what they run on.
@Command(
    name = "list",
    description = {
      "List the functions of the account in the region: your own, and those that are built in.",
      "Those that run elsewhere (remote-functions) stand in the server's configuration."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  keyturn function list --own",
      "  keyturn function list --region eu-west-1 --json"
    })
final class FunctionListCommand implements Callable<Integer> {
  private static final String FUNCTIONS = "/2015-03-31/functions/";
  private static final String BUILT_IN = "keyturn.built_in";
  private static final String RUNS_ON = "StateReason";

  private final Map<String, String> environment;

  @Option(names = "--own", description = "Only your own.")
  private boolean own;

  @Mixin private Connection connection;
  @Mixin private RotationCommand.Output output;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
  FunctionListCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (KeyturnClient lambda = connection.open(environment, "", "lambda")) {
      List<JsonNode> functions = functions(lambda);
      JsonNode all = KeyturnClient.JSON.valueToTree(Map.of("Functions", functions));
      output.print(out(), all, () -> list(functions));
      return 0;
    }
  }

  private List<JsonNode> functions(KeyturnClient lambda) throws InterruptedException {
    List<JsonNode> functions = new ArrayList<>();
    SortedMap<String, String> query = new TreeMap<>();
    JsonNode page;
    do {
      page = lambda.get(FUNCTIONS, query);
      for (JsonNode function : page.path("Functions")) {
        if (!own || !isBuiltIn(function)) {
          functions.add(withWhatItRunsOn(lambda, (ObjectNode) function));
        }
      }
      query.put("Marker", text(page, "NextMarker"));
    } while (page.hasNonNull("NextMarker"));
    return functions;
  }

  /// Lists do not say it. Of the longer answer nothing else is taken: it has the variables, which
  /// may be secret.
  private static JsonNode withWhatItRunsOn(KeyturnClient lambda, ObjectNode function)
      throws InterruptedException {
    try {
      String path = FUNCTIONS + text(function, "FunctionName") + "/configuration";
      function.put(RUNS_ON, text(lambda.get(path, new TreeMap<>()), RUNS_ON));
    } catch (ClientRefused _) {
      // It was deleted meanwhile, or who asks may see the list only.
    }
    return function;
  }

  private void list(List<JsonNode> functions) {
    if (functions.isEmpty()) {
      out().println("There is no function of your own. Begin one with: keyturn function new");
      return;
    }
    line("FUNCTION", "RUNTIME", "LAST UPDATE", "RUNS ON");
    for (JsonNode function : functions) {
      boolean builtIn = isBuiltIn(function);
      line(
          text(function, "FunctionName"),
          builtIn ? "-" : text(function, "Runtime"),
          builtIn ? "-" : text(function, "LastModified").replace("+0000", "Z"),
          function.path(RUNS_ON).asString("-"));
    }
  }

  private void line(String name, String runtime, String updated, String runsOn) {
    out().printf("%-46s %-16s %-26s %s%n", name, runtime, updated, runsOn);
  }

  private static boolean isBuiltIn(JsonNode function) {
    return text(function, "Handler").equals(BUILT_IN);
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asString("");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
