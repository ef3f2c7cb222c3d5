package dev.keyturn.lambda;

import dev.keyturn.operation.Refusal.PreconditionFailed;
import java.util.Optional;

/// Whether something is still what the caller has seen.
final class Revisions {
  private Revisions() {}

  /// @param expected what the request says; empty: whatever there is
  static void demand(Optional<String> expected, String now) {
    if (expected.filter(it -> !it.equals(now)).isPresent()) {
      throw new PreconditionFailed(
          "The Revision Id provided does not match the latest Revision Id. Call the"
              + " GetFunction/GetAlias API to retrieve the latest Revision Id");
    }
  }
}
