package dev.keyturn.access;

import dev.keyturn.access.PolicyCases.Asked;
import dev.keyturn.access.PolicyCases.Case;
import dev.keyturn.access.PolicyCases.Requester;
import dev.keyturn.identity.Principal.Kind;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The same rules once more, written down as plainly as they are told: straight from the JSON, with
/// regular expressions, and without a thought of speed. What the evaluator says is held against it.
final class NaivePolicies {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

  private final Case given;
  private final Asked asked;
  private final Requester who;

  private NaivePolicies(Case given) {
    this.given = given;
    this.asked = given.asked();
    this.who = given.requester();
  }

  static String decide(Case given) {
    return new NaivePolicies(given).decide();
  }

  private String decide() {
    for (String layer : List.of("identity", "resource", "trust", "boundary", "session")) {
      if (applying(layer, "Deny").findAny().isPresent()) {
        return "deny " + (layer.equals("trust") ? "resource" : layer);
      }
    }
    List<String> named =
        Stream.of("resource", "trust")
            .flatMap(layer -> applying(layer, "Allow"))
            .map(this::naming)
            .toList();
    String account = asked.resource().equals("*") ? "" : asked.resource().split(":")[4];
    boolean own = account.isEmpty() || account.equals(who.principal().account().value());
    boolean trust = !given.documents().of("trust").isEmpty();
    if (named.isEmpty() && (trust || !own)) {
      return "no resource";
    }
    if (own && named.contains("person")) {
      return "allow";
    }
    for (String layer : List.of("boundary", "session")) {
      boolean there = !given.documents().of(layer).isEmpty();
      if (there && applying(layer, "Allow").findAny().isEmpty()) {
        return "no " + layer;
      }
    }
    boolean allowed =
        who.principal().kind() == Kind.ROOT
            || applying("identity", "Allow").findAny().isPresent()
            || (own && named.contains("crowd"));
    return allowed ? "allow" : "no identity";
  }

  private record Found(JsonNode statement, boolean variables) {}

  private Stream<Found> applying(String layer, String effect) {
    return given.documents().of(layer).stream()
        .map(text -> JsonMapper.shared().readTree(text))
        .flatMap(document -> {
          boolean variables = document.path("Version").asString("").equals("2012-10-17");
          JsonNode statements = document.get("Statement");
          return (statements.isArray() ? statements.valueStream() : Stream.of(statements))
              .map(statement -> new Found(statement, variables));
        })
        .filter(found -> found.statement.get("Effect").asString().equals(effect))
        .filter(this::applies);
  }

  private boolean applies(Found found) {
    return element(found, "Action", this::isAction)
        && ((!found.statement.has("Resource") && !found.statement.has("NotResource"))
            || element(found, "Resource", text -> isResource(text, found.variables)))
        && !naming(found).equals("nobody")
        && conditions(found);
  }

  private static boolean element(Found found, String name, Predicate<String> matches) {
    return found.statement.has(name)
        ? texts(found.statement.get(name)).stream().anyMatch(matches)
        : texts(found.statement.get("Not" + name)).stream().noneMatch(matches);
  }

  private static List<String> texts(JsonNode node) {
    return node.isArray()
        ? node.valueStream().map(JsonNode::asString).toList()
        : List.of(node.asString());
  }

  private boolean isAction(String text) {
    return like(text.toLowerCase(Locale.ROOT), asked.action().toLowerCase(Locale.ROOT));
  }

  private boolean isResource(String text, boolean variables) {
    return text.equals("*") || likeArn(text, asked.resource(), variables);
  }

  /// Whether a principal is meant as a person, in a crowd, through its account, or not at all.
  private String naming(Found found) {
    if (found.statement.has("NotPrincipal")) {
      return namings(found.statement.get("NotPrincipal")).stream().allMatch("nobody"::equals)
          ? "crowd"
          : "nobody";
    }
    if (!found.statement.has("Principal")) {
      return "crowd";
    }
    List<String> namings = namings(found.statement.get("Principal"));
    return Stream.of("person", "crowd", "account")
        .filter(namings::contains)
        .findFirst()
        .orElse("nobody");
  }

  private List<String> namings(JsonNode principal) {
    if (principal.isString()) {
      return List.of("crowd");
    }
    return principal.has("AWS")
        ? texts(principal.get("AWS")).stream().map(this::naming).toList()
        : List.of();
  }

  private String naming(String text) {
    String account = who.principal().account().value();
    String id = who.principal().id();
    String role = who.role().map(Object::toString).orElse("none");
    if (text.equals("*") || text.equals(role) || id.startsWith(text + ":")) {
      return "crowd";
    }
    if (text.equals(account) && who.principal().kind() == Kind.ROOT) {
      return "account";
    }
    if (text.equals(who.principal().arn().toString()) && !text.endsWith(":root")) {
      return "person";
    }
    if (text.equals(id)) {
      return "person";
    }
    return text.equals(account) || text.equals("arn:aws:iam::" + account + ":root")
        ? "account"
        : "nobody";
  }

  private boolean conditions(Found found) {
    for (Map.Entry<String, JsonNode> line : found.statement.path("Condition").properties()) {
      for (Map.Entry<String, JsonNode> key : line.getValue().properties()) {
        if (!condition(line.getKey(), key.getKey(), texts(key.getValue()), found.variables)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean condition(String line, String key, List<String> wanted, boolean variables) {
    String name = line.substring(line.indexOf(':') + 1);
    boolean ifExists = name.endsWith("IfExists");
    String operator = ifExists ? name.substring(0, name.length() - 8) : name;
    List<String> values = values(key);
    if (operator.equals("Null")) {
      return wanted.stream().anyMatch(text -> Boolean.parseBoolean(text) == values.isEmpty());
    }
    boolean negated = operator.contains("Not");
    if (values.isEmpty()) {
      return line.startsWith("ForAllValues:")
          || ifExists
          || (negated && !line.startsWith("ForAnyValue:"));
    }
    String plain = operator.replace("Not", "");
    Predicate<String> matches =
        value -> wanted.stream().anyMatch(text -> matches(plain, text, value, variables));
    Predicate<String> holds = negated ? matches.negate() : matches;
    boolean each = line.startsWith("ForAllValues:") || (negated && !line.startsWith("ForAny"));
    return each ? values.stream().allMatch(holds) : values.stream().anyMatch(holds);
  }

  private List<String> values(String key) {
    return asked.keys().entrySet().stream()
        .filter(it -> it.getKey().equalsIgnoreCase(key))
        .flatMap(it -> it.getValue().stream())
        .toList();
  }

  private boolean matches(String operator, String text, String value, boolean variables) {
    return switch (operator) {
      case "StringEquals" -> resolved(text, variables, false).filter(value::equals).isPresent();
      case "StringEqualsIgnoreCase", "Bool" ->
          resolved(text, variables, false).filter(value::equalsIgnoreCase).isPresent();
      case "StringLike" ->
          resolved(text, variables, true).filter(pattern -> regex(pattern, value)).isPresent();
      case "ArnEquals", "ArnLike" -> likeArn(text, value, variables);
      case "IpAddress" -> inBlock(text, value);
      case "BinaryEquals" ->
          tried(() -> Arrays.equals(decoded(text), decoded(value))).orElse(false);
      default -> compare(operator, text, value);
    };
  }

  private static byte[] decoded(String text) {
    return Base64.getDecoder().decode(text);
  }

  private static boolean compare(String operator, String text, String value) {
    Optional<Integer> order =
        operator.startsWith("Numeric")
            ? tried(() -> number(value).compareTo(number(text)))
            : tried(() -> date(value).compareTo(date(text)));
    String relation = operator.replaceFirst("Numeric|Date", "");
    return order.isPresent()
        && switch (relation) {
          case "Equals" -> order.get() == 0;
          case "LessThan" -> order.get() < 0;
          case "LessThanEquals" -> order.get() <= 0;
          case "GreaterThan" -> order.get() > 0;
          case "GreaterThanEquals" -> order.get() >= 0;
          default -> throw new AssertionError(operator);
        };
  }

  private static BigDecimal number(String text) {
    if (text.contains("e")) {
      throw new IllegalArgumentException("no exponents");
    }
    return new BigDecimal(text);
  }

  private static Instant date(String text) {
    if (text.matches("\\d{5,12}")) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    if (!text.contains("T")) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }

  private static boolean inBlock(String block, String value) {
    if (!value.matches("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-f:]*:[0-9a-f:.]*")) {
      return false;
    }
    String[] parts = block.split("/");
    String range = bits(parts[0]);
    String address = bits(value);
    int length = parts.length == 2 ? Integer.parseInt(parts[1]) : range.length();
    return range.length() == address.length()
        && range.substring(0, length).equals(address.substring(0, length));
  }

  private static String bits(String address) {
    StringBuilder bits = new StringBuilder();
    for (byte each : InetAddress.ofLiteral(address).getAddress()) {
      bits.append(Integer.toBinaryString((each & 0xff) | 0x100).substring(1));
    }
    return bits.toString();
  }

  private boolean likeArn(String text, String value, boolean variables) {
    List<String> pattern = new ArrayList<>(cut(text, variables));
    while (pattern.size() < 6) {
      pattern.add("*");
    }
    String[] parts = value.split(":", 6);
    if (parts.length < 6) {
      return false;
    }
    for (int i = 0; i < 6; i++) {
      Optional<String> part = resolved(pattern.get(i), variables, true);
      if (part.isEmpty() || !regex(part.get(), parts[i])) {
        return false;
      }
    }
    return true;
  }

  /// At colons, of which those in variables do not count.
  private static List<String> cut(String text, boolean variables) {
    String hidden =
        variables
            ? VARIABLE
                .matcher(text)
                .replaceAll(it -> Matcher.quoteReplacement(it.group().replace(':', '\u0000')))
            : text;
    return Arrays.stream(hidden.split(":", 6)).map(it -> it.replace('\u0000', ':')).toList();
  }

  private static boolean like(String pattern, String value) {
    return regex(quoted(pattern, true), value);
  }

  private static boolean regex(String regex, String value) {
    return Pattern.compile(regex, Pattern.DOTALL).matcher(value).matches();
  }

  /// What is written, as a regular expression.
  private static String quoted(String text, boolean wildcards) {
    StringBuilder regex = new StringBuilder();
    for (String each : text.split("")) {
      boolean wild = wildcards && (each.equals("*") || each.equals("?"));
      regex.append(wild ? each.replace("*", ".*").replace("?", ".") : Pattern.quote(each));
    }
    return regex.toString();
  }

  /// The text with its variables: plain, or as a regular expression.
  private Optional<String> resolved(String text, boolean variables, boolean regex) {
    StringBuilder result = new StringBuilder();
    int from = 0;
    Matcher variable = VARIABLE.matcher(text);
    while (variables && variable.find()) {
      String value = value(variable.group(1));
      if (value == null) {
        return Optional.empty();
      }
      String before = text.substring(from, variable.start());
      result.append(regex ? quoted(before, true) : before);
      result.append(regex ? quoted(value, false) : value);
      from = variable.end();
    }
    String rest = text.substring(from);
    return Optional.of(result + (regex ? quoted(rest, true) : rest));
  }

  private @Nullable String value(String inside) {
    if (List.of("*", "?", "$").contains(inside)) {
      return inside;
    }
    String[] parts = inside.split(",", 2);
    List<String> values = values(parts[0].strip());
    if (values.size() == 1) {
      return values.getFirst();
    }
    return parts.length == 1 ? null : parts[1].strip().replaceAll("^'|'$", "");
  }

  private static <T> Optional<T> tried(Supplier<T> supplier) {
    try {
      return Optional.of(supplier.get());
    } catch (IllegalArgumentException | java.time.DateTimeException _) {
      return Optional.empty();
    }
  }
}
