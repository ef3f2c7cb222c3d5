package dev.keyturn.access;

import dev.keyturn.access.Condition.Quantifier;
import dev.keyturn.access.Condition.Test;
import dev.keyturn.access.Condition.Value;
import dev.keyturn.access.Node.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a block of conditions.
final class ConditionsReader {
  private static final String IF_EXISTS = "IfExists";

  private ConditionsReader() {}

  static List<Condition> read(@Nullable Node block, boolean variables) throws MalformedPolicy {
    if (block == null) {
      return List.of();
    }
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, Node> line :
        PolicyReader.members(block, "Condition").members().entrySet()) {
      Test test =
          test(line.getKey())
              .orElseThrow(() ->
                  PolicyReader.syntax(
                      "There is no condition operator " + PolicyReader.quoted(line.getKey()) + ".",
                      line.getValue()));
      for (Map.Entry<String, Node> key :
          PolicyReader.members(line.getValue(), "A condition").members().entrySet()) {
        conditions.add(
            new Condition(
                test, key(key.getKey(), key.getValue()), values(test, key.getValue(), variables)));
      }
    }
    return conditions;
  }

  private static Optional<Test> test(String written) {
    Quantifier quantifier = Quantifier.PLAIN;
    String name = written;
    for (Quantifier each : List.of(Quantifier.ANY, Quantifier.ALL)) {
      if (written.startsWith(each.written())) {
        quantifier = each;
        name = written.substring(each.written().length());
      }
    }
    boolean ifExists = name.endsWith(IF_EXISTS);
    Quantifier found = quantifier;
    return Operator.named(ifExists ? name.substring(0, name.length() - IF_EXISTS.length()) : name)
        .filter(operator -> !operator.equals(Operator.NULL) || !ifExists)
        .map(operator -> new Test(found, operator, ifExists));
  }

  private static String key(String written, Node at) throws MalformedPolicy {
    if (written.indexOf(':') <= 0) {
      throw MalformedPolicy.syntax(
          "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", at.at());
    }
    return Context.name(written);
  }

  private static List<Value> values(Test test, Node given, boolean variables)
      throws MalformedPolicy {
    List<Value> values = new ArrayList<>();
    for (Node each : PolicyReader.list(given)) {
      if (!(each instanceof Text text)) {
        throw PolicyReader.syntax("The value of a condition must be a text.", each);
      }
      Comparison comparison =
          test.operator()
              .comparison(text.value(), variables)
              .orElseThrow(() ->
                  PolicyReader.syntax(
                      PolicyReader.quoted(text.value())
                          + " is no value for "
                          + test.operator().written()
                          + ".",
                      each));
      values.add(new Value(text.value(), comparison));
    }
    return List.copyOf(values);
  }
}
