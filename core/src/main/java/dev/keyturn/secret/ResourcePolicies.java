package dev.keyturn.secret;

import dev.keyturn.access.Context;
import dev.keyturn.access.MalformedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.operation.Refusal.PublicPolicy;
import dev.keyturn.operation.Rights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What may become the policy of a secret: a document of the right form, that names principals who
/// exist, does not open the secret to everybody where that is not wanted, and does not lock out who
/// stores it.
final class ResourcePolicies {
  private static final String PUT = "secretsmanager:PutResourcePolicy";

  private final Rights rights;
  private final PrincipalDirectory principals;

  ResourcePolicies(Rights rights, PrincipalDirectory principals) {
    this.rights = rights;
    this.principals = principals;
  }

  PrincipalDirectory principals() {
    return principals;
  }

  /// A check that a document does not pass, under the name by which ValidateResourcePolicy tells of
  /// it.
  record Objection(String check, Refusal refusal) {}

  /// The policy in a document.
  ///
  /// @throws MalformedPolicyDocument when it is none, or names somebody who does not exist
  ResourcePolicy read(String document) {
    Policy policy = compile(document);
    Map<String, String> pins =
        principals
            .pins(policy)
            .orElseThrow(() -> unsupported(" It names somebody who does not exist."));
    return new ResourcePolicy(document, new TreeMap<>(pins));
  }

  private static Policy compile(String document) {
    try {
      return Policy.parse(document, Form.RESOURCE);
    } catch (MalformedPolicy malformed) {
      throw switch (malformed.fault()) {
        case SYNTAX ->
            new MalformedPolicyDocument(
                "This resource policy contains a syntax error. " + malformed.text());
        case PRINCIPAL -> unsupported(" " + malformed.text());
        case SERVICE_PRINCIPAL ->
            new MalformedPolicyDocument(
                "This resource policy contains an invalid service principal. " + malformed.text());
      };
    }
  }

  private static MalformedPolicyDocument unsupported(String detail) {
    return new MalformedPolicyDocument(
        "This resource policy contains an unsupported principal." + detail);
  }

  /// Refuses a policy that opens the secret to everybody.
  Optional<Objection> publicAccess(ResourcePolicy policy) {
    return policy.compiled().allowsBroadAccess()
        ? Optional.of(
            new Objection(
                "PUBLIC_ACCESS",
                new PublicPolicy(
                    "The resource policy grants everybody access to the secret. Name principals, or"
                        + " add a condition such as aws:SourceAccount or aws:PrincipalArn.")))
        : Optional.empty();
  }

  /// Refuses a policy under which the caller could not replace it by a request like this one.
  ///
  /// @param blocking what that says of public policies
  Optional<Objection> lockOut(
      Call call, Stored stored, ResourcePolicy policy, Optional<Boolean> blocking) {
    Stored changed =
        stored.as(
            stored.secret().withDetails(stored.secret().details().withPolicy(Optional.of(policy))));
    Context context =
        key ->
            key.equals("secretsmanager:blockpublicpolicy")
                ? blocking.map(String::valueOf).map(List::of).orElse(List.of())
                : changed.context().values(key);
    return rights.allow(call, PUT, changed, context)
        ? Optional.empty()
        : Optional.of(
            new Objection(
                "LOCKOUT",
                new MalformedPolicyDocument(
                    "Your requested changes will not allow you to manage this secret in the future.")));
  }
}
