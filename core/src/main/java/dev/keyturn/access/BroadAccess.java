package dev.keyturn.access;

import dev.keyturn.access.Condition.Quantifier;
import dev.keyturn.access.Condition.Value;
import dev.keyturn.access.Principals.Named;
import java.util.Map;
import java.util.Set;

/// Tells whether a statement of a resource's policy opens the resource to everybody.
final class BroadAccess {
  /// Keys that say who asks, or from where, and that nobody chooses for himself. The name of a user
  /// is not among them: every account has whatever names it likes.
  private static final Set<String> FIXING =
      Set.of(
          "aws:sourcearn",
          "aws:sourceaccount",
          "aws:sourcevpc",
          "aws:sourcevpce",
          "aws:sourceip",
          "aws:sourceorgid",
          "aws:principalorgid",
          "aws:principalorgpaths",
          "aws:principalarn",
          "aws:principalaccount",
          "aws:userid");

  /// Operators whose values fix a key, and whether they are patterns.
  private static final Map<String, Boolean> OPERATORS =
      Map.of(
          "StringEquals", false,
          "StringEqualsIgnoreCase", false,
          "StringLike", true,
          "ArnEquals", true,
          "ArnLike", true,
          "IpAddress", false);

  private BroadAccess() {}

  static boolean isGivenBy(Statement statement) {
    return statement.allows()
        && statement.subject().principals().filter(BroadAccess::isBroad).isPresent()
        && statement.conditions().stream().noneMatch(BroadAccess::fixes);
  }

  /// A statement for everybody but some is one for everybody.
  private static boolean isBroad(Principals principals) {
    return principals.inverted()
        || principals.named().stream().anyMatch(Named.Anyone.class::isInstance);
  }

  private static boolean fixes(Condition condition) {
    Condition.Test test = condition.test();
    return FIXING.contains(condition.key())
        && OPERATORS.containsKey(test.operator().written())
        && test.quantifier() != Quantifier.ALL
        && !test.ifExists()
        && condition.values().stream().noneMatch(value -> isWide(test.operator().written(), value));
  }

  private static boolean isWide(String operator, Value value) {
    if (operator.equals("IpAddress")) {
      return AddressRange.parse(value.text()).filter(AddressRange::isBroad).isPresent();
    }
    return value.text().contains("${")
        || (OPERATORS.getOrDefault(operator, true) && isWild(operator, value.text()));
  }

  /// An ARN is fixed when its account is.
  private static boolean isWild(String operator, String text) {
    String place = operator.equals("StringLike") ? text : account(text);
    return place.isEmpty() || place.indexOf('*') >= 0 || place.indexOf('?') >= 0;
  }

  private static String account(String arn) {
    String[] parts = arn.split(":", 6);
    return parts.length == 6 ? parts[4] : "*";
  }
}
