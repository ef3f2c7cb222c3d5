package dev.keyturn.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.IntStream;

/// A pattern of ARNs. Each of the six parts is compared with its like, so that a `*` in one part
/// does not swallow the next; the sixth is taken whole. Immutable.
final class ArnPattern {
  /// The parts that do not match everything, from behind: the names of resources differ more often
  /// than their services.
  private final TextPattern[] parts;

  /// Where these stand in an ARN.
  private final int[] places;

  /// What the resource's own part begins with: tried before all else.
  private final Beginning beginning;

  private ArnPattern(List<String> written, boolean variables) {
    List<TextPattern> patterns =
        written.stream().map(part -> TextPattern.of(Template.parse(part, variables))).toList();
    this.places =
        IntStream.range(0, written.size())
            .map(i -> written.size() - 1 - i)
            .filter(i -> !patterns.get(i).matchesAll())
            .toArray();
    this.parts = IntStream.of(places).mapToObj(patterns::get).toArray(TextPattern[]::new);
    this.beginning =
        patterns.size() == ArnParts.PARTS ? patterns.getLast().beginning() : Beginning.ANY;
  }

  /// The pattern in a text; empty when it can match no ARN.
  static Optional<ArnPattern> parse(String text, boolean variables) {
    List<String> written = split(text);
    boolean open = text.endsWith("*");
    if (written.size() < ArnParts.PARTS && !open) {
      return Optional.empty();
    }
    // A last `*` goes on beyond its part when there are no more.
    return Optional.of(new ArnPattern(written, variables));
  }

  /// At the first five colons that stand outside variables: a variable's value may hold colons, and
  /// must not move what stands behind it.
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    int lastEnd = text.lastIndexOf('}');
    for (int i = 0; i < text.length() && parts.size() < ArnParts.PARTS - 1; i++) {
      if (i < lastEnd && text.startsWith("${", i)) {
        i = text.indexOf('}', i);
      } else if (text.charAt(i) == ':') {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  boolean matches(ArnParts arn, Context context) {
    if (!beginning.isOf(arn, context)) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].matches(arn.get(places[i]), context)) {
        return false;
      }
    }
    return true;
  }

  void keysInto(SortedSet<String> keys) {
    for (TextPattern part : parts) {
      part.keysInto(keys);
    }
  }
}
