package dev.keyturn.server;

import dev.keyturn.lambda.BuiltIns;
import dev.keyturn.rotators.BuiltInFunctions;
import java.util.List;
import java.util.Set;

/// The built-in rotation functions as Lambda's API lists them.
final class BuiltInList implements BuiltIns {
  private static final String DESCRIPTION =
      "A rotation function that is built into Keyturn, under the name of AWS's template.";
  private static final String OWN = "A rotation function that is built into Keyturn.";

  private final List<BuiltIn> all;

  BuiltInList(BuiltInFunctions functions) {
    all =
        functions.names().stream()
            .sorted()
            .map(name -> new BuiltIn(name, name.startsWith("SecretsManager") ? DESCRIPTION : OWN))
            .toList();
  }

  @Override
  public List<BuiltIn> all() {
    return all;
  }

  @Override
  public Set<String> variables() {
    return BuiltInFunctions.VARIABLES;
  }
}
