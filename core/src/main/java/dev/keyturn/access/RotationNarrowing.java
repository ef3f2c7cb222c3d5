package dev.keyturn.access;

import dev.keyturn.access.Authorizer.Request;
import dev.keyturn.access.Decision.Cause;
import dev.keyturn.access.Decision.Denied;
import dev.keyturn.access.Decision.Layer;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.identity.Session;
import java.util.Optional;
import java.util.Set;

/// What a user's own function may not touch while it serves a rotation: any secret but the one that
/// is rotated, and the pinned superuser secret for anything but reading it. It only narrows, as a
/// session policy would: what the function may do is for the policies of its role to say.
final class RotationNarrowing {
  private static final String SECRETS = "arn:aws:secretsmanager:";
  private static final Set<String> READS =
      Set.of("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue");

  private RotationNarrowing() {}

  /// The denial; empty when the policies decide.
  static Optional<Decision> of(Request request) {
    return request
        .caller()
        .session()
        .flatMap(Session::rotation)
        .filter(_ -> isAboutSecrets(request))
        .filter(scope -> !isWithin(scope, request))
        .map(scope ->
            new Denied(
                new Cause(Layer.SESSION, false),
                "a session that rotates " + scope.secret() + " may touch no other secret"));
  }

  private static boolean isAboutSecrets(Request request) {
    String action = request.action();
    return !action.equals("secretsmanager:GetRandomPassword")
        && (action.startsWith("secretsmanager:")
            || action.startsWith("keyturn:")
            || request.resource().arn().startsWith(SECRETS));
  }

  private static boolean isWithin(RotationScope scope, Request request) {
    String resource = request.resource().arn();
    return resource.equals(scope.secret().toString())
        || (READS.contains(request.action())
            && scope.superuser().filter(resource::equals).isPresent());
  }
}
