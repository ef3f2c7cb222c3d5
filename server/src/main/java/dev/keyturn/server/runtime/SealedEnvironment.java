package dev.keyturn.server.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Carries a function's environment past the programs that set its process up. Its variables are a
/// user's: `LD_PRELOAD` among them would run that user's code in a program that still has rights.
/// So each travels under a number, and a shell that has none gives it its name, as the last thing
/// before the function.
final class SealedEnvironment {
  private static final String OPEN =
      """
      KEYTURN_N=0
      while [ "$KEYTURN_N" -lt "$KEYTURN_E" ]; do
        eval "command export \\"\\$KEYTURN_E$KEYTURN_N\\"" 2>/dev/null
        unset "KEYTURN_E$KEYTURN_N"
        KEYTURN_N=$((KEYTURN_N + 1))
      done
      unset KEYTURN_E KEYTURN_N
      exec "$@"
      """;

  private SealedEnvironment() {}

  /// The environment to start a process with.
  static Map<String, String> seal(Map<String, String> variables) {
    Map<String, String> sealed = new LinkedHashMap<>();
    Scrubbed.of(sealed);
    int number = 0;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      // What is no name of a shell's variable, AWS does not take either.
      if (variable.getKey().matches("(?!KEYTURN_)[A-Za-z_][A-Za-z0-9_]*")) {
        sealed.put("KEYTURN_E" + number++, variable.getKey() + "=" + variable.getValue());
      }
    }
    sealed.put("KEYTURN_E", String.valueOf(number));
    return sealed;
  }

  /// What stands in front of the function's command, behind all that has rights.
  static List<String> opener() {
    return List.of("/bin/sh", "-c", OPEN, "sh");
  }
}
