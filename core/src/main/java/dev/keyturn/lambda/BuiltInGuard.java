package dev.keyturn.lambda;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.ResourceConflict;
import dev.keyturn.operation.Resource;
import java.util.Map;

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

  private BuiltInGuard() {}

  /// The same row, which refuses it.
  static <I extends Record, R extends Resource, O extends Record> Operation<I, R, O> over(
      Operation<I, R, O> row) {
    return new Operation<>(
        row.name(),
        row.input(),
        row.output(),
        row.effect(),
        row.action(),
        row.resource(),
        (call, found, input) -> {
          demand(row.name(), found);
          return row.handler().handle(call, found, input);
        },
        row.demands(),
        row.unsupported());
  }

  private static void demand(String operation, Resource found) {
    if (found instanceof FoundFunction function && function.isBuiltIn()) {
      if (operation.equals("CreateFunction")) {
        throw new ResourceConflict(
            "Function already exist: %s. It is built in: choose another name."
                .formatted(function.name()));
      }
      String why = REFUSED.get(operation);
      if (why != null) {
        function.demandOwn(why);
      }
    }
  }
}
