package dev.keyturn.access;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A condition operator: how one value of a policy is compared with one value of a request.
///
/// @param written as policies write it
/// @param negated whether it asks that nothing matches
record Operator(String written, boolean negated, Comparison.Compiler compiler) {
  /// Asks whether the key is missing: what it compares is that.
  static final Operator NULL = new Operator("Null", false, Comparison::truth);

  private static final Map<String, Operator> BY_NAME =
      Stream.of(
              pair("String", "Equals", Comparison::equal),
              pair("String", "EqualsIgnoreCase", Comparison::equalInAnyCase),
              pair("String", "Like", Comparison::like),
              pair("Numeric", "Equals", Comparison.numbers(order -> order == 0)),
              one("NumericLessThan", Comparison.numbers(order -> order < 0)),
              one("NumericLessThanEquals", Comparison.numbers(order -> order <= 0)),
              one("NumericGreaterThan", Comparison.numbers(order -> order > 0)),
              one("NumericGreaterThanEquals", Comparison.numbers(order -> order >= 0)),
              pair("Date", "Equals", Comparison.dates(order -> order == 0)),
              one("DateLessThan", Comparison.dates(order -> order < 0)),
              one("DateLessThanEquals", Comparison.dates(order -> order <= 0)),
              one("DateGreaterThan", Comparison.dates(order -> order > 0)),
              one("DateGreaterThanEquals", Comparison.dates(order -> order >= 0)),
              one("Bool", Comparison::equalInAnyCase),
              one("BinaryEquals", Comparison::equalBytes),
              pair("", "IpAddress", Comparison::within),
              pair("Arn", "Equals", Comparison::likeArn),
              pair("Arn", "Like", Comparison::likeArn),
              Stream.of(NULL))
          .flatMap(Function.identity())
          .collect(Collectors.toUnmodifiableMap(Operator::written, Function.identity()));

  private static Stream<Operator> one(String written, Comparison.Compiler compiler) {
    return Stream.of(new Operator(written, false, compiler));
  }

  /// The operator and its negation.
  private static Stream<Operator> pair(String kind, String name, Comparison.Compiler compiler) {
    return Stream.of(
        new Operator(kind + name, false, compiler),
        new Operator(kind + "Not" + name, true, compiler));
  }

  static Optional<Operator> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /// The comparison with a value of a policy; empty when the value is none of this operator's kind.
  Optional<Comparison> comparison(String value, boolean variables) {
    return compiler.compile(value, variables);
  }
}
