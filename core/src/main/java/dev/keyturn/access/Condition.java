package dev.keyturn.access;

import java.util.List;
import java.util.SortedSet;

/// One line of a condition block: an operator, a key, and the values that it is compared with.
///
/// @param key as [Context#name] writes it
/// @param values as the policy has them
record Condition(Test test, String key, List<Value> values) {

  /// An operator with what may be said around it.
  ///
  /// @param ifExists whether it holds for a request that lacks the key
  record Test(Quantifier quantifier, Operator operator, boolean ifExists) {

    /// As policies write it.
    String written() {
      return quantifier.written + operator.written() + (ifExists ? "IfExists" : "");
    }
  }

  /// How many of a key's values have to satisfy a test.
  enum Quantifier {
    PLAIN(""),
    ANY("ForAnyValue:"),
    ALL("ForAllValues:");

    private final String written;

    Quantifier(String written) {
      this.written = written;
    }

    String written() {
      return written;
    }
  }

  /// A value of the policy.
  record Value(String text, Comparison comparison) {}

  boolean holds(Context context) {
    List<String> given = context.values(key);
    if (test.operator.equals(Operator.NULL)) {
      return matches(String.valueOf(given.isEmpty()), context);
    }
    return given.isEmpty() ? holdsWithout() : holds(given, context);
  }

  private boolean holdsWithout() {
    return switch (test.quantifier) {
      case PLAIN -> test.ifExists || test.operator.negated();
      case ANY -> test.ifExists;
      case ALL -> true;
    };
  }

  private boolean holds(List<String> given, Context context) {
    boolean each =
        switch (test.quantifier) {
          // Of several values, none may match what is negated, and one must what is not.
          case PLAIN -> test.operator.negated();
          case ANY -> false;
          case ALL -> true;
        };
    for (String value : given) {
      if (satisfied(value, context) != each) {
        return !each;
      }
    }
    return each;
  }

  private boolean satisfied(String value, Context context) {
    return matches(value, context) != test.operator.negated();
  }

  private boolean matches(String given, Context context) {
    for (Value value : values) {
      if (value.comparison.matches(given, context)) {
        return true;
      }
    }
    return false;
  }

  /// Adds the keys that it asks for, in its values too.
  void keysInto(SortedSet<String> keys, boolean variables) {
    keys.add(key);
    values.forEach(value -> Template.parse(value.text, variables).keysInto(keys));
  }
}
