package dev.keyturn.iam;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.identity.Principal;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Resource;

/// Who calls, for whoever signed. It needs no permission, and none can take it away: a refusal
/// would tell the same.
public final class GetCallerIdentity {
  GetCallerIdentity() {}

  public record Input() {}

  public record Output(String userId, String account, String arn) {}

  Operation<Input, Resource.Any, Output> row() {
    return new Operation<>(
        "GetCallerIdentity",
        Input.class,
        Output.class,
        READ,
        "sts:GetCallerIdentity",
        (_, _) -> Resource.ANY,
        this::handle);
  }

  Output handle(Call call, Resource.Any none, Input input) {
    Principal caller = call.caller().principal();
    return new Output(caller.id(), caller.account().value(), caller.arn().toString());
  }
}
