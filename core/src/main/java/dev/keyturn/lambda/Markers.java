package dev.keyturn.lambda;

import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Refusal.InvalidNextToken;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The markers of listings, refused in this service's words.
record Markers(PageTokens tokens) {
  /// AWS shows no more at once, whatever is asked for.
  private static final int MOST = 50;

  /// What a request wants to see of a listing.
  ///
  /// @param listing names the operation and everything that the listing depends on
  record Wish(String listing, Optional<String> marker, Optional<Integer> maxItems) {
    int limit() {
      return Math.min(maxItems.orElse(MOST), MOST);
    }
  }

  /// What is shown at once.
  record Page<T>(List<T> items, Optional<String> nextMarker) {}

  /// The position that a marker stands for; empty text for the first page.
  String position(Wish wish) {
    try {
      return wish.marker
          .filter(it -> !it.isEmpty())
          .map(it -> tokens.position(wish.listing, it))
          .orElse("");
    } catch (InvalidNextToken _) {
      throw new InvalidParameterValue("The marker is not one of this listing.");
    }
  }

  /// A page of what was found behind the position.
  ///
  /// @param found one more than fits, if there is more
  <T> Page<T> page(Wish wish, List<T> found, Function<T, String> position) {
    if (found.size() <= wish.limit()) {
      return new Page<>(found, Optional.empty());
    }
    List<T> shown = found.subList(0, wish.limit());
    return new Page<>(
        shown, Optional.of(tokens.issue(wish.listing, position.apply(shown.getLast()))));
  }
}
