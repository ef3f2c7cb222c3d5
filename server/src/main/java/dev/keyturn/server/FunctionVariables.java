package dev.keyturn.server;

import dev.keyturn.rotators.BuiltInFunctions;
import dev.keyturn.server.config.SettingsRefused;
import dev.keyturn.server.config.Spelling;
import java.util.Map;
import java.util.Set;

/// Checks that the variables which are set are variables of functions that exist: a misspelled one
/// would be ignored until somebody wonders about a password.
final class FunctionVariables {

  private FunctionVariables() {}

  /// @throws SettingsRefused when a function or one of its variables is not known; with a
  ///   suggestion
  static void require(Map<String, Map<String, String>> given, BuiltInFunctions functions) {
    given.forEach((function, variables) -> {
      require("function", function, functions.names());
      variables
          .keySet()
          .forEach(
              variable -> require("variable of " + function, variable, BuiltInFunctions.VARIABLES));
    });
  }

  private static void require(String what, String given, Set<String> known) {
    if (!known.contains(given)) {
      throw new SettingsRefused(
          "Unknown %s in --function-environment: %s.%s"
              .formatted(
                  what,
                  given,
                  Spelling.nearest(given, known)
                      .map(nearest -> " Did you mean " + nearest + "?")
                      .orElse(" There are " + String.join(", ", known) + ".")));
    }
  }
}
