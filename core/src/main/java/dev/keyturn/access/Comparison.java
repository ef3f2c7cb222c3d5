package dev.keyturn.access;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// A value of a policy's condition, ready to be compared with values of requests. A value of the
/// request that is of another kind, such as a word where numbers are compared, does not match.
@FunctionalInterface
interface Comparison {
  Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,30})?");
  Pattern SECONDS = Pattern.compile("\\d{5,12}");

  boolean matches(Given value, Context context);

  /// Whether one of them matches.
  static Comparison any(List<Comparison> comparisons) {
    if (comparisons.size() == 1) {
      return comparisons.getFirst();
    }
    Comparison[] all = comparisons.toArray(new Comparison[0]);
    return (given, context) -> {
      for (Comparison each : all) {
        if (each.matches(given, context)) {
          return true;
        }
      }
      return false;
    };
  }

  /// Reads a value of a policy; nothing when it is not of the operator's kind.
  @FunctionalInterface
  interface Compiler {
    Optional<Comparison> compile(String text, boolean variables);
  }

  static Optional<Comparison> equal(String text, boolean variables) {
    Template template = Template.parse(text, variables);
    if (template.isFixed()) {
      String fixed = template.text(Context.NONE).orElseThrow();
      return Optional.of((given, _) -> fixed.equals(given.text()));
    }
    return texts(template, String::equals);
  }

  static Optional<Comparison> equalInAnyCase(String text, boolean variables) {
    Template template = Template.parse(text, variables);
    if (template.isFixed()) {
      String fixed = template.text(Context.NONE).orElseThrow();
      return Optional.of((given, _) -> fixed.equalsIgnoreCase(given.text()));
    }
    return texts(template, String::equalsIgnoreCase);
  }

  private static Optional<Comparison> texts(
      Template template, BiPredicate<String, String> equality) {
    return Optional.of((given, context) ->
        template.text(context).filter(text -> equality.test(text, given.text())).isPresent());
  }

  static Optional<Comparison> like(String text, boolean variables) {
    TextPattern pattern = TextPattern.of(Template.parse(text, variables));
    return Optional.of((given, context) -> pattern.matches(given.text(), context));
  }

  static Optional<Comparison> likeArn(String text, boolean variables) {
    return ArnPattern.parse(text, variables)
        .map(pattern ->
            (given, context) ->
                given.arn().filter(arn -> pattern.matches(arn, context)).isPresent());
  }

  static Optional<Comparison> equalBytes(String text, boolean variables) {
    return bytes(text)
        .map(bytes ->
            (given, _) -> bytes(given.text()).filter(it -> Arrays.equals(it, bytes)).isPresent());
  }

  static Optional<Comparison> within(String text, boolean variables) {
    return AddressRange.parse(text).map(range -> (given, _) -> range.contains(given));
  }

  static Optional<Comparison> truth(String text, boolean variables) {
    return Optional.of(text)
        .filter(it -> it.equalsIgnoreCase("true") || it.equalsIgnoreCase("false"))
        .map(truth -> (given, _) -> truth.equalsIgnoreCase(given.text()));
  }

  static Compiler numbers(IntPredicate order) {
    return (text, _) ->
        number(text).map(limit -> (given, _) -> ordered(given.number(), limit, order));
  }

  static Compiler dates(IntPredicate order) {
    return (text, _) -> date(text).map(limit -> (given, _) -> ordered(given.date(), limit, order));
  }

  private static <T extends Comparable<? super T>> boolean ordered(
      Optional<T> given, T limit, IntPredicate order) {
    return given.isPresent() && order.test(given.get().compareTo(limit));
  }

  static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  private static Optional<byte[]> bytes(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Seconds since 1970, or a date of ISO 8601 with a time and a zone or without.
  static Optional<Instant> date(String text) {
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
    }
    String upper = text.toUpperCase(Locale.ROOT);
    return parsed(() -> OffsetDateTime.parse(upper).toInstant())
        .or(() -> parsed(() -> LocalDateTime.parse(upper).toInstant(ZoneOffset.UTC)))
        .or(() -> parsed(() -> LocalDate.parse(upper).atStartOfDay().toInstant(ZoneOffset.UTC)));
  }

  private static Optional<Instant> parsed(Supplier<Instant> parser) {
    try {
      return Optional.of(parser.get());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
