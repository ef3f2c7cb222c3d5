package dev.keyturn.iam;

import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Service;
import dev.keyturn.store.Store;
import java.util.List;

/// The service that tells callers who they are and lends them roles: AWS's Security Token Service.
public final class SecurityTokens implements Service {
  private final List<Operation<?, ?, ?>> operations;

  public SecurityTokens(Store store, SessionTokens tokens) {
    operations =
        List.of(
            new GetCallerIdentity().row(),
            new AssumeRole(new Entities<>(store, Sort.ROLE), new PolicyCatalog(store), tokens)
                .row(),
            new GetSessionToken(tokens).row(),
            new GetAccessKeyInfo(store).row());
  }

  @Override
  public String name() {
    return "sts";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return operations;
  }
}
