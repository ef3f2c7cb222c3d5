package dev.keyturn.lambda;

import dev.keyturn.access.CallerPolicies;
import dev.keyturn.access.Context;
import dev.keyturn.access.Decision.Allowed;
import dev.keyturn.access.Evaluation;
import dev.keyturn.access.Evaluation.ResourceSide;
import dev.keyturn.access.NamedPolicy;
import dev.keyturn.access.Question;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether the service may call a function for a secret: its policy has to say so, about the very
/// version or alias that is called.
final class ServicePermission {
  private static final String SERVICE = "secretsmanager.amazonaws.com";

  private ServicePermission() {}

  /// Why not; empty when it may.
  static Optional<String> hindrance(FoundFunction found, Arn secret) {
    Arn function = found.home().functionArn(found.name());
    if (!function.account().equals(secret.account())
        || !function.region().equals(secret.region())) {
      return Optional.of(
          "Function " + found.arn() + " belongs to another account or region than the secret");
    }
    if (found.configuration().isEmpty()) {
      return Optional.of("Function " + found.arn() + " does not exist");
    }
    return allows(found, secret)
        ? Optional.empty()
        : Optional.of(
            "The policy of function %s does not let %s invoke it for %s"
                .formatted(found.arn(), SERVICE, secret));
  }

  private static boolean allows(FoundFunction found, Arn secret) {
    Principal service = Principal.service(new AccountId(secret.account()));
    Question question =
        new Question(
            service, Optional.empty(), "lambda:InvokeFunction", found.arn(), context(secret));
    Optional<NamedPolicy> policy =
        found.resourcePolicy().map(it -> new NamedPolicy("the function's policy", it));
    return new Evaluation(question, CallerPolicies.NONE, new ResourceSide(policy, true)).decide()
        instanceof Allowed;
  }

  private static Context context(Arn secret) {
    return Context.of(
        Map.of(
            "aws:SourceAccount", List.of(secret.account()),
            "aws:SourceArn", List.of(secret.toString()),
            "aws:PrincipalIsAWSService", List.of("true"),
            "aws:PrincipalServiceName", List.of(SERVICE)));
  }
}
