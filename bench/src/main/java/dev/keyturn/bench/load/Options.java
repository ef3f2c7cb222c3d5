package dev.keyturn.bench.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the run is made.
///
/// @param checkout where `./keyturn` lies
/// @param folder for the stores; one that was filled by an earlier run is used again
/// @param secrets how many there are in the large store
/// @param round how long one side of a comparison is measured at a time
/// @param rows which parts to measure
record Options(
    Path checkout, Path folder, int secrets, Duration round, int rounds, List<String> rows) {
  static final List<String> ROWS =
      List.of(
          "reads",
          "policies",
          "writes",
          "rotation",
          "due",
          "rotations",
          "functions",
          "restart",
          "start");

  static Options of(String[] arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException("Options look like --secrets=1000000, not " + argument);
      }
      given.put(argument.substring(2, equals), argument.substring(equals + 1));
    }
    Options options =
        new Options(
            Path.of(take(given, "checkout", ".")).toAbsolutePath().normalize(),
            Path.of(take(given, "folder", "bench/target/load")).toAbsolutePath(),
            Integer.parseInt(take(given, "secrets", "1000000")),
            Duration.ofSeconds(Long.parseLong(take(given, "seconds", "3"))),
            Integer.parseInt(take(given, "rounds", "5")),
            List.of(take(given, "rows", String.join(",", ROWS)).split(",")));
    if (!given.isEmpty() || !ROWS.containsAll(options.rows)) {
      throw new IllegalArgumentException(
          "The options are --checkout, --folder, --secrets, --seconds, --rounds and --rows, which is some of "
              + ROWS);
    }
    return options;
  }

  private static String take(Map<String, String> given, String name, String usual) {
    String value = given.remove(name);
    return value == null ? usual : value;
  }
}
