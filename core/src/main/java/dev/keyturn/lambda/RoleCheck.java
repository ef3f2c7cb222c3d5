package dev.keyturn.lambda;

import dev.keyturn.access.Context;
import dev.keyturn.access.Guarded;
import dev.keyturn.function.InstanceCredentials;
import dev.keyturn.function.InstanceCredentials.Lent;
import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Rights;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a caller may give a role to a function, and whether the function may take it.
/// Thread-safe.
final class RoleCheck {
  private final Rights rights;
  private final InstanceCredentials roles;

  RoleCheck(Rights rights, InstanceCredentials roles) {
    this.rights = rights;
    this.roles = roles;
  }

  /// A role that is passed to a service.
  private record PassedRole(String arn) implements Guarded {
    @Override
    public Context context() {
      return Context.of(Map.of("iam:PassedToService", List.of("lambda.amazonaws.com")));
    }
  }

  void demand(Call call, FoundFunction function, String role) {
    Arn arn =
        Arn.parse(role)
            .orElseThrow(() -> new InvalidParameterValue("The role is not an ARN: " + role));
    if (!arn.account().equals(function.home().account().value())) {
      throw new AccessDenied("Cross-account pass role is not allowed.");
    }
    rights.require(call, "iam:PassRole", new PassedRole(role));
    Optional<Lent> lent = roles.lend(arn, function.home().functionArn(function.name()));
    lent.ifPresent(Lent::close);
    if (lent.isEmpty()) {
      throw new InvalidParameterValue(
          "The role defined for the function cannot be assumed by Lambda.");
    }
  }
}
