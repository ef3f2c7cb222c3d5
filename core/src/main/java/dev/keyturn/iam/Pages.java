package dev.keyturn.iam;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Refusal.InvalidNextToken;
import dev.keyturn.operation.Refusal.Validation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Cuts listings into pages. A marker serves the listing of the account that it was made for.
/// Thread-safe.
final class Pages {
  private static final int USUAL = 100;

  private final PageTokens tokens;

  Pages(PageTokens tokens) {
    this.tokens = tokens;
  }

  /// Which page is wanted.
  ///
  /// @param listing names the operation and what it lists
  record Wanted(String listing, Optional<String> marker, Optional<Integer> maxItems) {
    int most() {
      return maxItems.orElse(USUAL);
    }
  }

  /// A page of entities in the order of their names.
  <E extends Record & Entity> Slice<Stored<E>> of(
      Call call, Wanted wanted, Entities<E> entities, Predicate<E> filter) {
    var listed = entities.list(call.account(), after(call, wanted), wanted.most(), filter);
    return new Slice<>(listed.items(), listed.last().map(it -> marker(call, wanted, it)));
  }

  /// A page of what is all there already.
  ///
  /// @param position orders the items; no two have the same
  <T> Slice<T> of(Call call, Wanted wanted, List<T> all, Function<T, String> position) {
    String after = after(call, wanted);
    List<T> rest =
        all.stream()
            .filter(it -> position.apply(it).compareTo(after) > 0)
            .sorted(java.util.Comparator.comparing(position))
            .toList();
    List<T> page = rest.subList(0, Math.min(wanted.most(), rest.size()));
    return new Slice<>(
        page,
        page.size() < rest.size()
            ? Optional.of(marker(call, wanted, position.apply(page.getLast())))
            : Optional.empty());
  }

  private String after(Call call, Wanted wanted) {
    try {
      return wanted.marker().map(it -> tokens.position(name(call, wanted), it)).orElse("");
    } catch (InvalidNextToken _) {
      throw new Validation("Invalid Marker.");
    }
  }

  private String marker(Call call, Wanted wanted, String position) {
    return tokens.issue(name(call, wanted), position);
  }

  private static String name(Call call, Wanted wanted) {
    return "iam " + call.account() + " " + wanted.listing();
  }
}
