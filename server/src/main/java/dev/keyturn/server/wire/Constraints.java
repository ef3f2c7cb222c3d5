package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.wire.Shape.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The constraints of shapes, in AWS's words. Pure.
final class Constraints {
  static final String NOT_NULL = "Member must not be null";

  /// A pattern is not tried on a text that is longer than this and than its shape allows: it could
  /// take long.
  private static final int PATTERN_LIMIT = 4096;

  private Constraints() {}

  /// The rules that a value breaks by itself, whatever its elements or members are.
  static List<String> broken(Shape shape, Object value) {
    return switch (shape) {
      case Shape.Text text -> brokenText(text, value);
      case Shape.Blob blob -> outside(blob.length(), "length", bytes(value));
      case Shape.Whole whole -> outside(whole.range(), "value", (Long) value);
      case Shape.Fraction fraction -> outside(fraction.range(), (Double) value);
      case Shape.Sequence list -> outside(list.length(), "length", ((List<?>) value).size());
      case Shape.Dictionary map ->
          outside(map.length(), "length", ((java.util.Map<?, ?>) value).size());
      case Shape.Flag _, Shape.Timestamp _, Shape.Structure _ -> List.of();
    };
  }

  /// All rules of a shape: AWS names them together when an element of a list breaks one.
  static List<String> all(Shape shape) {
    List<String> rules = new ArrayList<>();
    switch (shape) {
      case Shape.Text text -> {
        bounds(text.length(), "length", rules);
        text.pattern().map(Constraints::matching).ifPresent(rules::add);
        oneOf(text).ifPresent(rules::add);
      }
      case Shape.Blob blob -> bounds(blob.length(), "length", rules);
      case Shape.Whole whole -> bounds(whole.range(), "value", rules);
      case Shape.Fraction fraction -> bounds(fraction.range(), "value", rules);
      case Shape.Sequence list -> bounds(list.length(), "length", rules);
      case Shape.Dictionary map -> bounds(map.length(), "length", rules);
      case Shape.Flag _, Shape.Timestamp _, Shape.Structure _ -> {}
    }
    return rules;
  }

  /// The pattern before the length, in AWS's order.
  private static List<String> brokenText(Shape.Text shape, Object value) {
    List<String> length = outside(shape.length(), "length", length(value));
    Optional<String> pattern =
        shape.pattern().filter(each -> !matches(shape, each, value)).map(Constraints::matching);
    Optional<String> choice = oneOf(shape).filter(_ -> !shape.values().contains(value));
    if (pattern.isEmpty() && choice.isEmpty()) {
      return length;
    }
    List<String> rules = new ArrayList<>();
    choice.ifPresent(rules::add);
    pattern.ifPresent(rules::add);
    rules.addAll(length);
    return rules;
  }

  private static boolean matches(Shape.Text shape, Pattern pattern, Object value) {
    String text = value instanceof SecretValue secret ? secret.revealString() : (String) value;
    boolean bounded = shape.length().max() != Bounds.NONE.max();
    long limit = bounded ? Math.max(PATTERN_LIMIT, shape.length().max()) : PATTERN_LIMIT;
    return text.length() > limit || pattern.matcher(text).matches();
  }

  /// Secret text counts in bytes, as the quota on values does; other text in characters.
  private static long length(Object value) {
    return value instanceof String text
        ? text.codePointCount(0, text.length())
        : ((SecretValue) value).size();
  }

  private static long bytes(Object value) {
    return value instanceof byte[] bytes ? bytes.length : ((SecretValue) value).size();
  }

  private static List<String> outside(Bounds bounds, String what, long actual) {
    if (actual > bounds.max()) {
      return List.of(atMost(bounds, what));
    }
    return actual < bounds.min() ? List.of(atLeast(bounds, what)) : List.of();
  }

  private static List<String> outside(Bounds bounds, double actual) {
    if (actual > bounds.max()) {
      return List.of(atMost(bounds, "value"));
    }
    return actual < bounds.min() ? List.of(atLeast(bounds, "value")) : List.of();
  }

  private static void bounds(Bounds bounds, String what, List<String> rules) {
    if (bounds.max() != Bounds.NONE.max()) {
      rules.add(atMost(bounds, what));
    }
    if (bounds.min() != Bounds.NONE.min()) {
      rules.add(atLeast(bounds, what));
    }
  }

  private static String atMost(Bounds bounds, String what) {
    return "Member must have " + what + " less than or equal to " + bounds.max();
  }

  private static String atLeast(Bounds bounds, String what) {
    return "Member must have " + what + " greater than or equal to " + bounds.min();
  }

  private static String matching(Pattern pattern) {
    return "Member must satisfy regular expression pattern: " + pattern;
  }

  private static Optional<String> oneOf(Shape.Text shape) {
    return shape.values().isEmpty()
        ? Optional.empty()
        : Optional.of("Member must satisfy enum value set: " + shape.values());
  }
}
