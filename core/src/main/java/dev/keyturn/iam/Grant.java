package dev.keyturn.iam;

import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.iam.Entity.Grantee;
import dev.keyturn.operation.Refusal.DeleteConflict;
import dev.keyturn.operation.Refusal.LimitExceeded;

/// The limits of what one bearer can be given.
final class Grant {
  private static final int MOST_ATTACHED = 10;

  private Grant() {}

  /// Refuses to delete who still has policies.
  static void demandNone(Grantee<?> bearer) {
    if (!bearer.grants().attached().isEmpty()) {
      throw new DeleteConflict("Cannot delete entity, must detach all policies first.");
    }
    if (!bearer.grants().inline().isEmpty()) {
      throw new DeleteConflict("Cannot delete entity, must delete policies first.");
    }
  }

  /// Refuses more managed policies than a bearer can have.
  static void demandFewAttached(Sort<?> sort, Grantee<?> bearer) {
    if (bearer.grants().attached().size() > MOST_ATTACHED) {
      throw new LimitExceeded(
          "Cannot exceed quota for PoliciesPer%s: %d".formatted(title(sort), MOST_ATTACHED));
    }
  }

  /// Refuses inline policies that are too long together. White space does not count.
  static void demandShortInline(Sort<?> sort, Grantee<?> bearer) {
    long length =
        bearer.grants().inline().values().stream()
            .flatMapToInt(String::chars)
            .filter(it -> !Character.isWhitespace(it))
            .count();
    int most = longestInline(sort);
    if (length > most) {
      throw new LimitExceeded(
          "Maximum policy size of %d bytes exceeded for %s %s"
              .formatted(most, sort.noun(), bearer.name()));
    }
  }

  static int longestInline(Sort<?> sort) {
    return switch (sort.noun()) {
      case "user" -> 2_048;
      case "group" -> 5_120;
      default -> 10_240;
    };
  }

  /// As in the names of operations: `User`.
  static String title(Sort<?> sort) {
    return sort.type().getSimpleName();
  }
}
