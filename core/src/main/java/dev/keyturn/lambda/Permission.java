package dev.keyturn.lambda;

import dev.keyturn.identity.AccountId;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One statement of a function's policy, as AddPermission gave it.
///
/// @param id of the statement
/// @param principal an account, an ARN, a service, or `*` for everybody
/// @param pin the unique id of a user or role that was named; who comes later under the same name
///   is not meant
record Permission(
    String id, String action, String principal, Optional<String> pin, Conditions conditions) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// Under which circumstances it holds.
  record Conditions(
      Optional<String> sourceArn,
      Optional<String> sourceAccount,
      Optional<String> principalOrgId,
      Optional<String> eventSourceToken) {

    static final Conditions NONE =
        new Conditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private Optional<ObjectNode> node() {
      ObjectNode equal = JSON.createObjectNode();
      sourceAccount.ifPresent(it -> equal.put("AWS:SourceAccount", it));
      principalOrgId.ifPresent(it -> equal.put("aws:PrincipalOrgID", it));
      eventSourceToken.ifPresent(it -> equal.put("lambda:EventSourceToken", it));
      ObjectNode all = JSON.createObjectNode();
      if (!equal.isEmpty()) {
        all.set("StringEquals", equal);
      }
      sourceArn.ifPresent(it -> all.putObject("ArnLike").put("AWS:SourceArn", it));
      return Optional.of(all).filter(it -> !it.isEmpty());
    }
  }

  Permission pinned(Optional<String> uniqueId) {
    return new Permission(id, action, principal, uniqueId, conditions);
  }

  /// The same, naming whom it means by the unique id.
  Permission named(String uniqueId) {
    return new Permission(id, action, uniqueId, pin, conditions);
  }

  /// The ARN that stands in the statement, if it names a user, a role or an account.
  Optional<String> arn() {
    return AccountId.isId(principal)
        ? Optional.of("arn:aws:iam::" + principal + ":root")
        : Optional.of(principal).filter(it -> it.startsWith("arn:"));
  }

  /// The statement in the grammar of policies.
  ///
  /// @param resource the ARN that it is about, with its qualifier
  ObjectNode statement(String resource) {
    ObjectNode statement = JSON.createObjectNode().put("Sid", id).put("Effect", "Allow");
    boolean service = principal.contains(".") && arn().isEmpty();
    if (principal.equals("*")) {
      statement.put("Principal", principal);
    } else {
      statement.putObject("Principal").put(service ? "Service" : "AWS", arn().orElse(principal));
    }
    statement.put("Action", action).put("Resource", resource);
    conditions.node().ifPresent(it -> statement.set("Condition", it));
    return statement;
  }
}
