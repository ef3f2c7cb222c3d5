package dev.keyturn.access;

import dev.keyturn.access.Principals.Who;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Principal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// May this principal do that to this resource? What policies are compared with, prepared once for
/// all of them. Used by one thread: what it found out about the request it keeps.
public final class Question {
  private final Who who;
  private final String action;
  private final String smallAction;
  private final String resource;
  private final @Nullable ArnParts arn;
  private final Answers answers;
  private @Nullable Resources lastResources;
  private boolean lastNamed;

  /// @param role the ARN of the role whose session the principal is
  /// @param action such as `secretsmanager:GetSecretValue`
  /// @param resource an ARN, or `*` for an operation that means no resource in particular
  public Question(
      Principal principal, Optional<Arn> role, String action, String resource, Context context) {
    this.who = new Who(principal, role.map(Arn::toString).orElse(""));
    this.action = action;
    this.smallAction = action.toLowerCase(Locale.ROOT);
    this.resource = resource;
    this.arn = ArnParts.of(resource).orElse(null);
    this.answers = new Answers(context);
  }

  Who who() {
    return who;
  }

  Principal principal() {
    return who.principal();
  }

  public String action() {
    return action;
  }

  String smallAction() {
    return smallAction;
  }

  public String resource() {
    return resource;
  }

  /// Statements behind one another often name the same resources: these are compared once.
  boolean isNamedBy(Resources resources) {
    if (resources != lastResources) {
      lastNamed = resources.match(arn, answers);
      lastResources = resources;
    }
    return lastNamed;
  }

  /// What the request says.
  Answers answers() {
    return answers;
  }

  /// Whether the resource belongs to the principal's own account. What has no account belongs to
  /// whoever asks, and so do the managed policies of AWS.
  boolean isInOwnAccount() {
    String account = arn == null ? "" : arn.account();
    return account.isEmpty()
        || account.equals("aws")
        || account.equals(principal().account().value());
  }
}
