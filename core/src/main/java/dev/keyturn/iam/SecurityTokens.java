package dev.keyturn.iam;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Service;
import java.util.List;

/// The service that tells callers who they are: AWS's Security Token Service.
public final class SecurityTokens implements Service {

  @Override
  public String name() {
    return "sts";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return List.of(new GetCallerIdentity().row());
  }
}
