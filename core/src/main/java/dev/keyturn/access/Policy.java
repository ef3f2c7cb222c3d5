package dev.keyturn.access;

import dev.keyturn.access.Principals.Grant;
import dev.keyturn.access.Principals.Named;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A policy document, compiled. Immutable but for what it remembers, thread-safe, and without
/// effects.
public final class Policy {
  /// More characters than any kind of policy may have.
  public static final int LONGEST = 131_072;

  private static final int REMEMBERED = 16;

  private final Form form;
  private final String text;
  private final boolean variables;
  private final List<Statement> statements;
  private final ConcurrentHashMap<String, Relevant> relevant = new ConcurrentHashMap<>();
  private final Map<String, String> pins;

  /// What was asked for last. Threads may see an older one, which is as good.
  private @Nullable Relevant last;

  /// What a document is attached to decides which elements it must and must not have.
  public enum Form {
    /// Of a user, group or role, a boundary or a session: names no principals.
    IDENTITY,
    /// Of a resource: names principals.
    RESOURCE,
    /// Of a role, about who may assume it: names principals and no resource.
    TRUST
  }

  Policy(Form form, String text, boolean variables, List<Statement> statements) {
    this(form, text, variables, statements, Map.of());
  }

  private Policy(
      Form form,
      String text,
      boolean variables,
      List<Statement> statements,
      Map<String, String> pins) {
    this.form = form;
    this.text = text;
    this.variables = variables;
    this.statements = List.copyOf(statements);
    this.pins = Map.copyOf(pins);
  }

  /// Compiles a document.
  ///
  /// @throws MalformedPolicy when the text is no document of this form
  public static Policy parse(String document, Form form) throws MalformedPolicy {
    return new PolicyReader(document, form).read();
  }

  public Form form() {
    return form;
  }

  /// The document as it was given.
  public String text() {
    return text;
  }

  public List<Statement> statements() {
    return statements;
  }

  /// The statements that name an action, by their effect. Arrays, which nobody changes: a decision
  /// walks through hundreds of statements.
  static final class Relevant {
    private final String action;
    private final Statement[] allowing;
    private final Statement[] denying;

    private Relevant(String action, Statement[] allowing, Statement[] denying) {
      this.action = action;
      this.allowing = allowing;
      this.denying = denying;
    }

    Statement[] of(boolean allow) {
      return allow ? allowing : denying;
    }
  }

  /// The statements that name an action. Found out once for each of the few actions that whoever
  /// has the policy keeps asking for.
  ///
  /// @param action in small letters
  Relevant relevant(String action) {
    Relevant before = last;
    if (before != null && before.action.equals(action)) {
      return before;
    }
    Relevant known = relevant.get(action);
    if (known == null) {
      known = new Relevant(action, naming(action, true), naming(action, false));
      if (relevant.size() < REMEMBERED) {
        relevant.put(action, known);
      }
    }
    last = known;
    return known;
  }

  private Statement[] naming(String action, boolean allow) {
    return statements.stream()
        .filter(statement -> statement.allows() == allow)
        .filter(statement -> statement.namesAction(action))
        .toArray(Statement[]::new);
  }

  /// The ARNs of users, roles and sessions that its principals name.
  public Set<String> principals() {
    return named()
        .filter(Named.Identity.class::isInstance)
        .map(it -> ((Named.Identity) it).arn())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The accounts that its principals name as a whole.
  public Set<String> accounts() {
    return named()
        .filter(Named.Account.class::isInstance)
        .map(it -> ((Named.Account) it).id())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Stream<Named> named() {
    return statements.stream()
        .flatMap(statement -> statement.subject().principals().stream())
        .flatMap(principals -> principals.named().stream());
  }

  /// The same policy, in which an ARN means only the principal that has this unique id: somebody
  /// who comes later under the same name is not meant.
  ///
  /// @param ids unique ids by ARN
  public Policy pinned(Map<String, String> ids) {
    return new Policy(form, text, variables, statements, ids);
  }

  /// The condition keys that it asks for, in conditions and variables.
  public SortedSet<String> contextKeys() {
    SortedSet<String> keys = new TreeSet<>();
    statements.forEach(statement -> statement.keysInto(keys, variables));
    return keys;
  }

  /// Whether it allows something to everybody without a condition that names whom or from where.
  public boolean allowsBroadAccess() {
    return statements.stream().anyMatch(BroadAccess::isGivenBy);
  }

  /// How the statement names who asks.
  Grant grant(Statement statement, Question question) {
    return statement.grant(question.who(), pins);
  }
}
