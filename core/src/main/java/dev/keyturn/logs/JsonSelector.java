package dev.keyturn.logs;

import dev.keyturn.operation.Refusal.InvalidParameter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Selects events that are JSON by what is in them, such as `{ $.level = "ERROR" && $.code >= 500
/// }`. Reads one pattern.
final class JsonSelector {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int DEEPEST = 32;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\\$(?:\\.[\\w-]+|\\[\\d{1,9}\\]|\\['[^']*'\\])+|\"(?:[^\"\\\\]|\\\\.)*\"|&&|\\|\\|"
              + "|!=|<=|>=|[=<>()]|[^\\s=<>!()&|\"]+)");
  private static final Pattern STEP =
      Pattern.compile("\\.([\\w-]+)|\\[(\\d{1,9})\\]|\\['([^']*)'\\]");

  private final List<String> tokens = new ArrayList<>();
  private int at;
  private int depth;

  private JsonSelector(String inner) {
    Matcher matcher = TOKEN.matcher(inner);
    while (matcher.lookingAt()) {
      tokens.add(matcher.group(1));
      matcher.region(matcher.end(), inner.length());
    }
    if (!inner.substring(matcher.regionStart()).isBlank()) {
      throw invalid();
    }
  }

  static Predicate<String> of(String pattern) {
    if (!pattern.endsWith("}")) {
      throw invalid();
    }
    JsonSelector selector = new JsonSelector(pattern.substring(1, pattern.length() - 1));
    Predicate<JsonNode> condition = selector.either();
    if (selector.at < selector.tokens.size()) {
      throw invalid();
    }
    return message -> parsed(message).filter(condition).isPresent();
  }

  private static Optional<JsonNode> parsed(String message) {
    if (!message.stripLeading().startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(message));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private static InvalidParameter invalid() {
    return new InvalidParameter("Invalid filter pattern");
  }

  private String next() {
    if (at >= tokens.size()) {
      throw invalid();
    }
    return tokens.get(at++);
  }

  private boolean took(String token) {
    boolean is = at < tokens.size() && tokens.get(at).equals(token);
    at += is ? 1 : 0;
    return is;
  }

  private Predicate<JsonNode> either() {
    Predicate<JsonNode> condition = both();
    while (took("||")) {
      condition = condition.or(both());
    }
    return condition;
  }

  private Predicate<JsonNode> both() {
    Predicate<JsonNode> condition = single();
    while (took("&&")) {
      condition = condition.and(single());
    }
    return condition;
  }

  private Predicate<JsonNode> single() {
    if (!took("(")) {
      return comparison(next());
    }
    if (++depth > DEEPEST) {
      throw invalid();
    }
    Predicate<JsonNode> inner = either();
    if (!took(")")) {
      throw invalid();
    }
    depth--;
    return inner;
  }

  private Predicate<JsonNode> comparison(String selector) {
    if (!selector.startsWith("$")) {
      throw invalid();
    }
    Predicate<JsonNode> test = test(next());
    return root -> test.test(find(root, selector));
  }

  /// A test of what was found; a node that is missing where there is nothing.
  private Predicate<JsonNode> test(String operator) {
    return switch (operator) {
      case "=" -> equal(next());
      case "!=" -> {
        Predicate<JsonNode> equal = equal(next());
        yield node -> !node.isMissingNode() && !equal.test(node);
      }
      case "<" -> number(next(), sign -> sign < 0);
      case "<=" -> number(next(), sign -> sign <= 0);
      case ">" -> number(next(), sign -> sign > 0);
      case ">=" -> number(next(), sign -> sign >= 0);
      case "IS" -> is(next());
      case "NOT" -> {
        if (!next().equals("EXISTS")) {
          throw invalid();
        }
        yield JsonNode::isMissingNode;
      }
      case "EXISTS" -> node -> !node.isMissingNode();
      default -> throw invalid();
    };
  }

  private static Predicate<JsonNode> is(String what) {
    return switch (what) {
      case "NULL" -> JsonNode::isNull;
      case "TRUE" -> node -> node.isBoolean() && node.asBoolean();
      case "FALSE" -> node -> node.isBoolean() && !node.asBoolean();
      default -> throw invalid();
    };
  }

  private static Predicate<JsonNode> number(String text, Predicate<Integer> wanted) {
    BigDecimal bound = numeric(text).orElseThrow(JsonSelector::invalid);
    return node -> node.isNumber() && wanted.test(node.decimalValue().compareTo(bound));
  }

  private static Optional<BigDecimal> numeric(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// Equal as numbers where both are numbers, else as texts; `*` stands for anything.
  private static Predicate<JsonNode> equal(String token) {
    boolean quoted = token.startsWith("\"");
    String text =
        quoted ? token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1") : token;
    Optional<BigDecimal> number = quoted ? Optional.empty() : numeric(text);
    Predicate<String> like = wildcard(text);
    return node -> node.isValueNode() && isEqual(node, number, like);
  }

  private static boolean isEqual(
      JsonNode node, Optional<BigDecimal> number, Predicate<String> like) {
    if (number.isPresent() && node.isNumber()) {
      return node.decimalValue().compareTo(number.get()) == 0;
    }
    return like.test(node.asString());
  }

  private static Predicate<String> wildcard(String text) {
    if (!text.contains("*")) {
      return text::equals;
    }
    List<String> parts = List.of(text.split("\\*", -1));
    return value -> {
      int from = parts.getFirst().length();
      if (!value.startsWith(parts.getFirst())) {
        return false;
      }
      for (String part : parts.subList(1, parts.size() - 1)) {
        int found = value.indexOf(part, from);
        if (found < 0) {
          return false;
        }
        from = found + part.length();
      }
      return value.endsWith(parts.getLast()) && value.length() - parts.getLast().length() >= from;
    };
  }

  private static JsonNode find(JsonNode root, String selector) {
    JsonNode node = root;
    Matcher step = STEP.matcher(selector);
    while (step.find()) {
      node =
          step.group(2) == null
              ? node.path(step.group(1) == null ? step.group(3) : step.group(1))
              : node.path(Integer.parseInt(step.group(2)));
    }
    return node;
  }
}
