package dev.keyturn.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.IntStream;

/// A pattern of ARNs. Each of the six parts is compared with its like, so that a `*` in one part
/// does not swallow the next; the sixth is taken whole. Immutable.
final class ArnPattern {
  private static final int PARTS = 6;

  private final List<TextPattern> parts;

  /// The places of the parts that do not match everything, from behind: the names of resources
  /// differ more often than their services.
  private final int[] telling;

  private ArnPattern(List<TextPattern> parts) {
    this.parts = parts;
    this.telling =
        IntStream.range(0, PARTS)
            .map(i -> PARTS - 1 - i)
            .filter(i -> !parts.get(i).matchesAll())
            .toArray();
  }

  /// The pattern in a text; empty when it can match no ARN.
  static Optional<ArnPattern> parse(String text, boolean variables) {
    List<String> written = split(text);
    boolean open = text.endsWith("*");
    if (written.size() < PARTS && !open) {
      return Optional.empty();
    }
    List<TextPattern> parts = new ArrayList<>();
    for (String part : written) {
      parts.add(new TextPattern(Template.parse(part, variables)));
    }
    // A last `*` goes on beyond its part when there are no more.
    while (parts.size() < PARTS) {
      parts.add(new TextPattern(Template.parse("*", false)));
    }
    return Optional.of(new ArnPattern(List.copyOf(parts)));
  }

  /// At the first five colons that stand outside variables: a variable's value may hold colons, and
  /// must not move what stands behind it.
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    int lastEnd = text.lastIndexOf('}');
    for (int i = 0; i < text.length() && parts.size() < PARTS - 1; i++) {
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

  /// The parts of a resource's ARN as patterns want them; empty when the text is none.
  static List<String> parts(String arn) {
    String[] parts = arn.split(":", PARTS);
    return parts.length == PARTS ? List.of(parts) : List.of();
  }

  /// @param arn the six parts; none when there is no ARN
  boolean matches(List<String> arn, Context context) {
    if (arn.isEmpty()) {
      return false;
    }
    for (int part : telling) {
      if (!parts.get(part).matches(arn.get(part), context)) {
        return false;
      }
    }
    return true;
  }

  void keysInto(SortedSet<String> keys) {
    parts.forEach(part -> part.template().keysInto(keys));
  }
}
