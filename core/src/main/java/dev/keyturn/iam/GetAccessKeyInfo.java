package dev.keyturn.iam;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.operation.Resource;
import dev.keyturn.store.Store;

/// Which account an access key belongs to, for whoever found one.
public final class GetAccessKeyInfo {
  private final Store store;

  GetAccessKeyInfo(Store store) {
    this.store = store;
  }

  public record Input(String accessKeyId) {}

  public record Output(String account) {}

  Operation<Input, Resource.Any, Output> row() {
    return new Operation<>(
        "GetAccessKeyInfo",
        Input.class,
        Output.class,
        READ,
        "sts:GetAccessKeyInfo",
        (_, _) -> Resource.ANY,
        this::handle);
  }

  Output handle(Call call, Resource.Any none, Input input) {
    return AccessKeyDocument.read(store, input.accessKeyId())
        .map(it -> new Output(it.key().account()))
        .orElseThrow(() -> new Validation("Invalid or incomplete access key id"));
  }
}
