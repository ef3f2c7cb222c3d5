package dev.keyturn.access;

import dev.keyturn.access.Decision.Layer;
import dev.keyturn.access.Principals.Grant;
import java.util.List;
import java.util.function.Supplier;

/// Says what was missing where nothing allowed something: which statement came nearest, and what it
/// lacked.
final class NearMiss {
  private final Question question;
  private int nearest;
  private String text = "no statement names the action";

  NearMiss(Question question) {
    this.question = question;
  }

  String explain(Layer layer, List<NamedPolicy> policies) {
    if (policies.isEmpty()) {
      return "there is no " + layer.noun();
    }
    for (NamedPolicy named : policies) {
      for (Statement statement : named.policy().relevant(question.smallAction()).of(true)) {
        consider(named, statement);
      }
    }
    return "no " + layer.noun() + " allows it: " + text;
  }

  private void consider(NamedPolicy named, Statement statement) {
    if (!statement.namesResource(question)) {
      take(1, named, statement, () -> " names the action, but not the resource");
      return;
    }
    if (named.policy().grant(statement, question) == Grant.NOT) {
      take(2, named, statement, () -> " does not name the principal");
      return;
    }
    Condition failing = nearest < 3 ? statement.failing(question) : null;
    if (failing != null) {
      take(3, named, statement, () -> lacking(failing));
    }
  }

  private String lacking(Condition failing) {
    boolean lacks = question.answers().to(failing.key()).size() == 0;
    return " would, but its condition "
        + failing.test().written()
        + " "
        + failing.key()
        + " does not hold: the request "
        + (lacks ? "lacks the key" : "has another value");
  }

  private void take(int near, NamedPolicy named, Statement statement, Supplier<String> found) {
    if (near > nearest) {
      nearest = near;
      text = "statement " + statement.name() + " of " + named.name() + found.get();
    }
  }
}
