package dev.keyturn.access;

import dev.keyturn.access.Principals.Grant;
import dev.keyturn.access.Principals.Who;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// One statement of a policy, ready to be compared with questions. Immutable.
public final class Statement {
  private final Label label;
  private final boolean allows;
  private final Subject subject;
  private final Resources resources;
  private final List<Condition> conditions;

  /// The first of the conditions, held here because it is nearly always the only one.
  private final @Nullable Condition first;

  /// How a statement is told from the others.
  ///
  /// @param number counted from one
  /// @param end where its closing brace stands
  record Label(Optional<String> sid, int number, Position start, Position end) {}

  /// Who may do what to what.
  ///
  /// @param principals empty where the policy's form has none
  record Subject(Actions actions, Resources resources, Optional<Principals> principals) {}

  Statement(Label label, boolean allows, Subject subject, List<Condition> conditions) {
    this.label = label;
    this.allows = allows;
    this.subject = subject;
    this.resources = subject.resources;
    this.conditions = List.copyOf(conditions);
    this.first = conditions.isEmpty() ? null : conditions.getFirst();
  }

  /// Its Sid, or its number among the statements.
  public String name() {
    return label.sid.filter(sid -> !sid.isEmpty()).orElseGet(() -> "number " + label.number);
  }

  /// Whether its effect is Allow; if not, it is Deny.
  public boolean allows() {
    return allows;
  }

  /// Where its opening brace stands.
  public Position start() {
    return label.start;
  }

  /// Where its closing brace stands.
  public Position end() {
    return label.end;
  }

  List<Condition> conditions() {
    return conditions;
  }

  Subject subject() {
    return subject;
  }

  /// Whether it applies to a question whose action it names.
  boolean applies(Question question) {
    return namesResource(question) && failing(question) == null;
  }

  /// @param action in small letters
  boolean namesAction(String action) {
    return subject.actions.match(action);
  }

  boolean namesResource(Question question) {
    return question.isNamedBy(resources);
  }

  /// The first condition that does not hold; null when all do.
  @Nullable Condition failing(Question question) {
    if (first == null || !first.holds(question.answers())) {
      return first;
    }
    for (int i = 1; i < conditions.size(); i++) {
      if (!conditions.get(i).holds(question.answers())) {
        return conditions.get(i);
      }
    }
    return null;
  }

  /// How it names somebody; as [Grant#LIMITED] where the form of the policy names nobody.
  Grant grant(Who who, Map<String, String> pins) {
    return subject.principals.map(it -> it.grant(who, pins)).orElse(Grant.LIMITED);
  }

  void keysInto(SortedSet<String> keys, boolean variables) {
    subject.resources.keysInto(keys);
    conditions.forEach(condition -> condition.keysInto(keys, variables));
  }
}
