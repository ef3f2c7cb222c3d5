package dev.keyturn.logs;

import dev.keyturn.operation.Refusal.InvalidParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// CloudWatch Logs' filter patterns: terms that must all be there, `?term` of which one must, and
/// `-term` that must not; or a selector of JSON events in braces. Terms are compared with case.
/// Immutable.
final class FilterPattern {
  private static final Pattern TERM =
      Pattern.compile("\\s*([-?]?)(\"((?:[^\"\\\\]|\\\\.)*)\"|\\S+)");
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_]+");

  private FilterPattern() {}

  /// @throws InvalidParameter when it cannot be understood
  static Predicate<String> of(String text) {
    String pattern = text.strip();
    if (pattern.isEmpty()) {
      return _ -> true;
    }
    return switch (pattern.charAt(0)) {
      case '{' -> JsonSelector.of(pattern);
      case '[' ->
          throw new InvalidParameter(
              "Patterns of space-delimited fields aren't supported. Use terms, or a JSON pattern.");
      case '%' -> throw new InvalidParameter("Regular expressions in patterns aren't supported.");
      default -> terms(pattern);
    };
  }

  private static Predicate<String> terms(String pattern) {
    List<String> required = new ArrayList<>();
    List<String> optional = new ArrayList<>();
    List<String> excluded = new ArrayList<>();
    Matcher matcher = TERM.matcher(pattern);
    while (matcher.lookingAt()) {
      String term = term(matcher);
      switch (matcher.group(1)) {
        case "-" -> excluded.add(term);
        case "?" -> optional.add(term);
        default -> required.add(term);
      }
      matcher.region(matcher.end(), pattern.length());
    }
    // Beside terms that must be there, AWS takes no notice of those that may.
    List<String> anyOf = required.isEmpty() ? List.copyOf(optional) : List.of();
    return message ->
        required.stream().allMatch(message::contains)
            && (anyOf.isEmpty() || anyOf.stream().anyMatch(message::contains))
            && excluded.stream().noneMatch(message::contains);
  }

  private static String term(Matcher matcher) {
    if (matcher.group(3) != null) {
      return matcher.group(3).replaceAll("\\\\(.)", "$1");
    }
    String term = matcher.group(2);
    if (!PLAIN.matcher(term).matches()) {
      throw new InvalidParameter("Invalid character(s) in term '" + term + "'");
    }
    return term;
  }
}
