package dev.keyturn.lambda;

import dev.keyturn.access.MalformedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.access.PrincipalDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Who else may do something with a function, or with one version or alias of it: the document that
/// AddPermission and RemovePermission write.
///
/// @param resource the ARN that it is about, with its qualifier
/// @param revision another one after each change
record FunctionPolicy(String resource, String revision, List<Permission> permissions) {
  private static final JsonMapper JSON = JsonMapper.shared();

  FunctionPolicy {
    permissions = List.copyOf(permissions);
  }

  boolean has(String statementId) {
    return permissions.stream().anyMatch(it -> it.id().equals(statementId));
  }

  FunctionPolicy with(Permission permission, String newRevision) {
    List<Permission> more = new ArrayList<>(permissions);
    more.add(permission);
    return new FunctionPolicy(resource, newRevision, more);
  }

  FunctionPolicy without(String statementId, String newRevision) {
    return new FunctionPolicy(
        resource,
        newRevision,
        permissions.stream().filter(it -> !it.id().equals(statementId)).toList());
  }

  /// The same about another name of the function.
  FunctionPolicy about(String other) {
    return new FunctionPolicy(other, revision, permissions);
  }

  /// The policy in AWS's form.
  String text() {
    ObjectNode root = JSON.createObjectNode().put("Version", "2012-10-17").put("Id", "default");
    ArrayNode statements = root.putArray("Statement");
    permissions.forEach(it -> statements.add(it.statement(resource)));
    return JSON.writeValueAsString(root);
  }

  /// The same as it is shown: in place of somebody who is gone stands the unique id, as that is
  /// what the policy means.
  String shown(PrincipalDirectory directory) {
    return new FunctionPolicy(
            resource, revision, permissions.stream().map(it -> shown(it, directory)).toList())
        .text();
  }

  private static Permission shown(Permission permission, PrincipalDirectory directory) {
    return permission
        .pin()
        .filter(pin -> directory.id(permission.principal()).filter(pin::equals).isEmpty())
        .map(permission::named)
        .orElse(permission);
  }

  /// What decides.
  Policy compiled() {
    try {
      return compile();
    } catch (MalformedPolicy malformed) {
      throw new IllegalStateException("A stored policy does not compile", malformed);
    }
  }

  /// Who was named and is gone comes never again: what was permitted to them is not for somebody
  /// who was named later under the same name.
  ///
  /// @throws MalformedPolicy when a permission says what cannot be
  Policy compile() throws MalformedPolicy {
    Map<String, String> pins = new HashMap<>();
    for (Permission each : permissions) {
      Optional<String> pin = each.pin();
      pin.ifPresent(it -> pins.put(each.principal(), it));
    }
    List<Permission> living =
        permissions.stream()
            .filter(it -> it.pin().equals(Optional.ofNullable(pins.get(it.principal()))))
            .toList();
    return Policy.parse(new FunctionPolicy(resource, revision, living).text(), Form.RESOURCE)
        .pinned(pins);
  }
}
