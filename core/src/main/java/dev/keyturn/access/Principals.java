package dev.keyturn.access;

import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a Principal or a NotPrincipal names. Immutable.
///
/// @param inverted whether it stood in a NotPrincipal
record Principals(List<Named> named, boolean inverted) {

  /// How a policy of a resource means somebody.
  enum Grant {
    NOT,
    /// The account is named: it may hand on what is allowed, by policies of its own.
    ACCOUNT,
    /// Allowed without a policy of the own, within boundary and session policies.
    LIMITED,
    /// Named in person: neither boundary nor session policy limits what is allowed.
    DIRECT
  }

  /// One that is named.
  sealed interface Named {
    /// `*`.
    record Anyone() implements Named {}

    /// An account, by its number or its root.
    record Account(String id) implements Named {}

    /// A user, a role or a session.
    record Identity(String arn) implements Named {}

    /// A user or a role by its unique id, which a later one of the same name has not.
    record Unique(String id) implements Named {}

    /// A service such as `secretsmanager.amazonaws.com`.
    record Service(String name) implements Named {}

    /// Somebody whom another house vouches for. There are none here yet.
    record Foreign(String type, String name) implements Named {}
  }

  /// Who asks, as policies of resources may name it.
  ///
  /// @param role the ARN of a session's role, empty for everybody else
  record Who(Principal principal, String role) {}

  /// The strongest way in which somebody is meant.
  ///
  /// @param pins the unique ids that ARNs stood for when the policy was stored
  Grant grant(Who who, Map<String, String> pins) {
    Grant strongest = Grant.NOT;
    for (Named each : named) {
      Grant grant = grant(each, who, pins);
      strongest = grant.compareTo(strongest) > 0 ? grant : strongest;
    }
    if (inverted) {
      return strongest == Grant.NOT ? Grant.LIMITED : Grant.NOT;
    }
    return strongest;
  }

  private static Grant grant(Named named, Who who, Map<String, String> pins) {
    Principal principal = who.principal;
    return switch (named) {
      case Named.Anyone _ -> Grant.LIMITED;
      case Named.Account account -> isOf(account, principal) ? Grant.ACCOUNT : Grant.NOT;
      case Named.Identity identity -> identity(identity.arn, who, pins.get(identity.arn));
      case Named.Unique unique -> unique(unique.id, principal);
      case Named.Service service ->
          principal.kind() == Kind.SERVICE && principal.id().equals(service.name)
              ? Grant.DIRECT
              : Grant.NOT;
      case Named.Foreign _ -> Grant.NOT;
    };
  }

  private static boolean isOf(Named.Account account, Principal principal) {
    return principal.kind() != Kind.SERVICE && principal.account().value().equals(account.id);
  }

  private static Grant identity(String arn, Who who, @Nullable String pin) {
    if (arn.equals(who.role)) {
      return isPinned(pin, who.principal) ? Grant.LIMITED : Grant.NOT;
    }
    return arn.equals(who.principal.arn().toString()) && isPinned(pin, who.principal)
        ? Grant.DIRECT
        : Grant.NOT;
  }

  private static boolean isPinned(@Nullable String pin, Principal principal) {
    return pin == null || unique(pin, principal) != Grant.NOT;
  }

  /// A session's id is its role's with the name of the session behind a colon.
  private static Grant unique(String id, Principal principal) {
    if (principal.id().equals(id)) {
      return Grant.DIRECT;
    }
    boolean session = principal.kind() == Kind.ROLE_SESSION;
    return session && principal.id().startsWith(id + ":") ? Grant.LIMITED : Grant.NOT;
  }
}
