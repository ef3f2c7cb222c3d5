package dev.keyturn.lambda;

import dev.keyturn.access.MalformedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.PolicyLengthExceeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What may become a permission: it names somebody who exists, and the policy with it is neither
/// broken nor too long.
final class PermissionChecks {
  private static final int LONGEST = 20 * 1024;

  private final PrincipalDirectory principals;

  PermissionChecks(PrincipalDirectory principals) {
    this.principals = principals;
  }

  /// The permission, meaning whom it names and not who comes later under the same name.
  Permission pinned(Permission permission) {
    Map<String, String> pins =
        principals
            .pins(compiled(new FunctionPolicy("*", "", List.of(permission))))
            .orElseThrow(PermissionChecks::invalidPrincipal);
    return permission.pinned(Optional.ofNullable(pins.get(permission.principal())));
  }

  void demandValid(FunctionPolicy policy) {
    Policy _ = compiled(policy);
    int length = policy.text().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST) {
      throw new PolicyLengthExceeded(
          "The final policy size (%d) is bigger than the limit (%d).".formatted(length, LONGEST));
    }
  }

  private static Policy compiled(FunctionPolicy policy) {
    try {
      return policy.compile();
    } catch (MalformedPolicy malformed) {
      throw switch (malformed.fault()) {
        case PRINCIPAL, SERVICE_PRINCIPAL -> invalidPrincipal();
        case SYNTAX -> new InvalidParameterValue(malformed.text());
      };
    }
  }

  private static InvalidParameterValue invalidPrincipal() {
    return new InvalidParameterValue(
        "The provided principal was invalid. Please check the principal and try again.");
  }
}
