package dev.keyturn.access;

import dev.keyturn.access.Answers.Answer;
import java.util.List;
import java.util.SortedSet;

/// One line of a condition block: an operator, a key, and the values that it is compared with.
/// Immutable.
final class Condition {
  private static final Given MISSING = new Given("true");
  private static final Given PRESENT = new Given("false");

  private final Test test;
  private final String key;
  private final List<Value> values;
  private final Comparison comparison;
  private final boolean negated;
  private final boolean asksWhetherMissing;
  private final boolean holdsWithout;

  /// @param key as [Context#name] writes it
  /// @param values as the policy has them
  Condition(Test test, String key, List<Value> values) {
    this.test = test;
    this.key = key;
    this.values = List.copyOf(values);
    this.comparison = Comparison.any(values.stream().map(Value::comparison).toList());
    this.negated = test.operator.negated();
    this.asksWhetherMissing = test.operator.equals(Operator.NULL);
    this.holdsWithout = holdsWithout(test);
  }

  Test test() {
    return test;
  }

  String key() {
    return key;
  }

  List<Value> values() {
    return values;
  }

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

  private static boolean holdsWithout(Test test) {
    return switch (test.quantifier) {
      case PLAIN -> test.ifExists || test.operator.negated();
      case ANY -> test.ifExists;
      case ALL -> true;
    };
  }

  boolean holds(Answers answers) {
    Answer given = answers.to(key);
    if (asksWhetherMissing) {
      return comparison.matches(given.size() == 0 ? MISSING : PRESENT, answers);
    }
    return switch (given.size()) {
      case 0 -> holdsWithout;
      case 1 -> satisfied(given.get(0), answers);
      default -> holds(given, answers);
    };
  }

  private boolean holds(Answer given, Context context) {
    boolean each =
        switch (test.quantifier) {
          // Of several values, none may match what is negated, and one must what is not.
          case PLAIN -> negated;
          case ANY -> false;
          case ALL -> true;
        };
    for (int i = 0; i < given.size(); i++) {
      if (satisfied(given.get(i), context) != each) {
        return !each;
      }
    }
    return each;
  }

  private boolean satisfied(Given value, Context context) {
    return comparison.matches(value, context) != negated;
  }

  /// Adds the keys that it asks for, in its values too.
  void keysInto(SortedSet<String> keys, boolean variables) {
    keys.add(key);
    values.forEach(value -> Template.parse(value.text, variables).keysInto(keys));
  }
}
