package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.identity.Session;

/// What a session's token says. The secret of the session's key is not in it.
public record SessionDocument(Kind kind, String account, String arn, String id, Session session) {

  static SessionDocument of(Principal principal, Session session) {
    return new SessionDocument(
        principal.kind(),
        principal.account().value(),
        principal.arn().toString(),
        principal.id(),
        session);
  }

  Principal principal() {
    return new Principal(kind, new AccountId(account), Arn.parse(arn).orElseThrow(), id);
  }
}
