package dev.keyturn.lambda;

import dev.keyturn.function.Variables;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads the environment variables of a request. No text of a refusal holds a value.
final class GivenVariables {
  private static final int MOST_BYTES = 4096;
  private static final String OURS = "KEYTURN_";
  private static final String UNABLE =
      "Lambda was unable to configure your environment variables because the environment variables"
          + " you have provided ";

  private GivenVariables() {}

  /// The structure of requests.
  public record Environment(Optional<Map<String, SecretValue>> variables) {}

  static Variables of(Environment given) {
    Map<String, String> values = new TreeMap<>();
    given
        .variables()
        .orElse(Map.of())
        .forEach((name, value) -> values.put(name, value.revealString()));
    demandFree(values.keySet());
    demandShort(values);
    demandText(values);
    return Variables.of(values);
  }

  private static void demandFree(Set<String> names) {
    Set<String> taken = new TreeSet<>(names);
    taken.retainAll(Variables.RESERVED);
    if (!taken.isEmpty()) {
      throw new InvalidParameterValue(
          UNABLE
              + "contains reserved keys that are currently not supported for modification."
              + " Reserved keys used in this request: "
              + String.join(", ", taken));
    }
  }

  /// What begins so never reaches the process of a user's function: it would be lost without a
  /// word. Built-in functions have such variables.
  static void demandNotOurs(Set<String> names) {
    for (String name : names) {
      if (name.startsWith(OURS) && !name.equals(EgressList.VARIABLE)) {
        throw new InvalidParameterValue(
            "The environment variable %s cannot be set: names that begin with %s are this server's,"
                    .formatted(name, OURS)
                + " and only "
                + EgressList.VARIABLE
                + " has a meaning");
      }
    }
  }

  private static void demandShort(Map<String, String> values) {
    if (VariableSeal.size(values) > MOST_BYTES) {
      throw new InvalidParameterValue(UNABLE + "exceeded the 4KB limit.");
    }
  }

  private static void demandText(Map<String, String> values) {
    values.forEach((name, value) -> {
      if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
        throw new InvalidParameterValue(
            "The environment variable '%s' cannot be set: its name or its value holds a character"
                    .formatted(name.replace('\0', ' '))
                + " that none can hold");
      }
    });
  }
}
