package dev.keyturn.server.cli;

import dev.keyturn.identity.Arn;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What a function printed lately. The server has masked what it knows to be secret.
final class FunctionLog {
  /// The last ones say most.
  private static final int MOST_LINES = 200;

  private final KeyturnClient logs;
  private final PrintWriter out;

  FunctionLog(KeyturnClient logs, PrintWriter out) {
    this.logs = logs;
    this.out = out;
  }

  /// Shows the lines since an instant. That they cannot be read is said and no failure: the test is
  /// of the function.
  ///
  /// @param function its ARN
  /// @param since in milliseconds
  void show(String function, long since) throws InterruptedException {
    String group = group(function);
    Deque<String> lines = new ArrayDeque<>();
    try {
      read(group, since, lines);
    } catch (ClientRefused refused) {
      boolean silent = String.valueOf(refused.getMessage()).startsWith("ResourceNotFoundException");
      out.println(
          silent
              ? "  Log           there is none: it printed nothing, or does not run here"
              : "  Log           cannot be read: " + refused.getMessage());
      return;
    }
    out.println("  Log           " + group);
    lines.forEach(line -> out.println("      " + line));
    out.flush();
  }

  private void read(String group, long since, Deque<String> lines) throws InterruptedException {
    Map<String, Object> input = new HashMap<>(Map.of("logGroupName", group, "startTime", since));
    JsonNode page;
    do {
      page = logs.call("FilterLogEvents", input);
      for (JsonNode event : page.path("events")) {
        event.path("message").asString("").lines().map(FunctionLog::printable).forEach(lines::add);
        while (lines.size() > MOST_LINES) {
          lines.removeFirst();
        }
      }
      input.put("nextToken", page.path("nextToken").asString(""));
    } while (page.hasNonNull("nextToken"));
  }

  /// What a function prints must not command the terminal.
  private static String printable(String line) {
    return line.replace('\t', ' ').replaceAll("\\p{Cntrl}", "?");
  }

  private static String group(String function) {
    String resource = Arn.parse(function).orElseThrow().resource();
    return "/aws/lambda/" + resource.split(":")[1];
  }
}
