package dev.keyturn.lambda;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceConflict;
import dev.keyturn.operation.Resource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What cannot be done with functions that are built in, in one place.
final class BuiltInGuard {
  private static final String CODE = "Its code is the server's and cannot be changed.";
  private static final String VERSIONS = "It has no versions and no aliases beside $LATEST.";
  private static final Map<String, String> REFUSED =
      Map.of(
          "DeleteFunction", "It cannot be deleted.",
          "UpdateFunctionCode", CODE,
          "PublishVersion", VERSIONS,
          "CreateAlias", VERSIONS,
          "UpdateAlias", VERSIONS);

  private final BuiltIns builtIns;

  BuiltInGuard(BuiltIns builtIns) {
    this.builtIns = builtIns;
  }

  /// The same row, which refuses it.
  <I extends Record, R extends Resource, O extends Record> Operation<I, R, O> over(
      Operation<I, R, O> row) {
    return new Operation<>(
        row.name(),
        row.input(),
        row.output(),
        row.effect(),
        row.action(),
        row.resource(),
        (call, found, input) -> {
          if (found instanceof FoundFunction function && function.isBuiltIn()) {
            demand(row.name(), function, input);
          }
          return row.handler().handle(call, found, input);
        },
        row.demands(),
        row.unsupported());
  }

  private void demand(String operation, FoundFunction function, Record input) {
    if (operation.equals("CreateFunction")) {
      throw new ResourceConflict(
          "Function already exist: %s. It is built in: choose another name."
              .formatted(function.name()));
    }
    String why = REFUSED.get(operation);
    if (why != null) {
      function.demandOwn(why);
    }
    if (input instanceof UpdateFunctionConfiguration.Input update) {
      demandKnown(function, update);
    }
  }

  /// A misspelled variable would be ignored until somebody wonders about a password.
  private void demandKnown(FoundFunction function, UpdateFunctionConfiguration.Input update) {
    if (update.memorySize().isPresent() || update.ephemeralStorage().isPresent()) {
      function.demandOwn("It runs within the server and has no memory or storage of its own.");
    }
    Set<String> given =
        new TreeSet<>(
            update
                .environment()
                .flatMap(GivenVariables.Environment::variables)
                .map(Map::keySet)
                .orElse(Set.of()));
    given.removeAll(builtIns.variables());
    if (!given.isEmpty()) {
      throw new InvalidParameterValue(
          "The function %s is built in and knows no variable %s. It takes %s."
              .formatted(
                  function.name(),
                  String.join(", ", given),
                  String.join(", ", new TreeSet<>(builtIns.variables()))));
    }
  }
}
