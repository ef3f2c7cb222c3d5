package dev.keyturn.access;

import dev.keyturn.access.Decision.Allowed;
import dev.keyturn.access.Decision.Denied;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.RotationScope;
import java.util.Set;

/// Who may do what while there are no identities but the accounts' administrators: an administrator
/// everything in the own account, a function's session only the four calls of a rotation on the one
/// secret that it rotates, and reading the superuser secret that was pinned for it; a session that
/// makes no version may only read.
public final class AdministratorsAndFunctions implements Authorizer {
  private static final Set<String> READS =
      Set.of("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue");
  private static final Set<String> WRITES =
      Set.of("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage");

  @Override
  public Decision decide(Request request) {
    Caller caller = request.caller();
    if (request.action().equals("sts:GetCallerIdentity")) {
      return new Allowed("everybody may ask who they are");
    }
    if (!ownAccount(request)) {
      return new Denied("the resource belongs to another account than " + caller.account());
    }
    return switch (caller.principal().kind()) {
      case ROOT -> new Allowed("the account's administrator may do everything in it");
      case SERVICE -> new Allowed("the service acts by itself");
      case USER -> new Denied("no policy is attached to the user");
      case ROLE_SESSION ->
          caller
              .rotation()
              .<Decision>map(scope -> inScope(request, scope))
              .orElseGet(() -> new Denied("the session serves no rotation"));
    };
  }

  private static boolean ownAccount(Request request) {
    return request.resource().equals("*")
        || Arn.parse(request.resource())
            .map(arn -> arn.account().equals(request.caller().account().value()))
            .orElse(false);
  }

  private static Decision inScope(Request request, RotationScope scope) {
    String action = request.action();
    if (action.equals("secretsmanager:GetRandomPassword")) {
      return new Allowed("rotation functions may ask for random passwords");
    }
    boolean reads = READS.contains(action);
    boolean writes = WRITES.contains(action) && scope.token().isPresent();
    if (request.resource().equals(scope.secret().toString()) && (reads || writes)) {
      return new Allowed("the session rotates this secret");
    }
    if (reads && scope.superuser().filter(request.resource()::equals).isPresent()) {
      return new Allowed("the superuser secret was pinned for this rotation");
    }
    return new Denied("a session that rotates " + scope.secret() + " may not " + action + " here");
  }
}
