package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Resource;
import dev.keyturn.store.Kept;
import java.util.List;

/// Shows how much an account may have in a region, and how much it has.
public final class GetAccountSettings {
  private final FunctionRepository repository;
  private final CodeStore codes;
  private final int instances;

  /// @param instances how many may run at once
  GetAccountSettings(FunctionRepository repository, CodeStore codes, int instances) {
    this.repository = repository;
    this.codes = codes;
    this.instances = instances;
  }

  public record Input() {}

  public record Output(Limit accountLimit, Usage accountUsage) {}

  public record Limit(
      long totalCodeSize,
      long codeSizeUnzipped,
      long codeSizeZipped,
      int concurrentExecutions,
      int unreservedConcurrentExecutions) {}

  public record Usage(long totalCodeSize, long functionCount) {}

  Operation<Input, Resource.Any, Output> row() {
    return new Operation<>(
        "GetAccountSettings",
        Input.class,
        Output.class,
        READ,
        "lambda:GetAccountSettings",
        (_, _) -> Resource.ANY,
        (call, _, _) -> settings(call));
  }

  private Output settings(Call call) {
    Home home = Home.of(call);
    List<Function> functions =
        repository.functions(home).stream()
            .map(Kept::body)
            .filter(it -> !BuiltInDocuments.isBuiltIn(it))
            .toList();
    int reserved = functions.stream().mapToInt(it -> it.reserved().orElse(0)).sum();
    return new Output(
        new Limit(
            codes.most(),
            CheckedZip.MOST_UNZIPPED,
            CheckedZip.MOST_ZIPPED,
            instances,
            Math.max(0, instances - reserved)),
        new Usage(codes.stored(home), functions.size()));
  }
}
