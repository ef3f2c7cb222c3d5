package dev.keyturn.access;

import dev.keyturn.access.Authorizer.Request;
import dev.keyturn.access.Decision.Allowed;
import dev.keyturn.access.Decision.Denied;
import dev.keyturn.identity.Caller.RotationScope;
import java.util.Set;

/// What a built-in function's session may do: the four calls of a rotation on the one secret that
/// it rotates, and reading the superuser secret that was pinned for it; a session that makes no
/// version may only read. No policy has a say: one that denied a call in the midst of a rotation
/// would leave a target with a password that no secret knows.
final class FunctionSessions {
  private static final Set<String> READS =
      Set.of("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue");
  private static final Set<String> WRITES =
      Set.of("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage");

  private FunctionSessions() {}

  static Decision decide(Request request, RotationScope scope) {
    String action = request.action();
    if (action.equals("secretsmanager:GetRandomPassword")) {
      return new Allowed("rotation functions may ask for random passwords");
    }
    String resource = request.resource().arn();
    boolean reads = READS.contains(action);
    boolean writes = WRITES.contains(action) && scope.token().isPresent();
    if (resource.equals(scope.secret().toString()) && (reads || writes)) {
      return new Allowed("the session rotates this secret");
    }
    if (reads && scope.superuser().filter(resource::equals).isPresent()) {
      return new Allowed("the superuser secret was pinned for this rotation");
    }
    return new Denied("a session that rotates " + scope.secret() + " may not " + action + " here");
  }
}
