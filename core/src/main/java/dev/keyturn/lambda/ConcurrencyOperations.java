package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import java.util.List;
import java.util.Optional;

/// The operations on how many instances a function may have: as many as were reserved for it, and
/// none with zero. It holds from the next invocation on.
public final class ConcurrencyOperations {
  private final FunctionRepository repository;
  private final FoundFunction.Finder finder;

  ConcurrencyOperations(FunctionRepository repository) {
    this.repository = repository;
    this.finder = new FoundFunction.Finder(repository);
  }

  public record PutFunctionConcurrency(String functionName, int reservedConcurrentExecutions) {}

  public record GetFunctionConcurrency(String functionName) {}

  public record DeleteFunctionConcurrency(String functionName) {}

  /// @param reservedConcurrentExecutions absent when nothing is reserved
  public record Concurrency(Optional<Integer> reservedConcurrentExecutions) {}

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        new Operation<>(
            "PutFunctionConcurrency",
            PutFunctionConcurrency.class,
            Concurrency.class,
            WRITE,
            "lambda:PutFunctionConcurrency",
            (call, input) -> finder.unqualified(call, input.functionName()),
            (Call _, FoundFunction found, PutFunctionConcurrency input) ->
                reserve(found, Optional.of(input.reservedConcurrentExecutions()))),
        new Operation<>(
            "GetFunctionConcurrency",
            GetFunctionConcurrency.class,
            Concurrency.class,
            READ,
            "lambda:GetFunctionConcurrency",
            (call, input) -> finder.unqualified(call, input.functionName()),
            (Call _, FoundFunction found, GetFunctionConcurrency _) ->
                new Concurrency(found.require().reserved())),
        new Operation<>(
            "DeleteFunctionConcurrency",
            DeleteFunctionConcurrency.class,
            Nothing.class,
            WRITE,
            "lambda:DeleteFunctionConcurrency",
            (call, input) -> finder.unqualified(call, input.functionName()),
            (Call _, FoundFunction found, DeleteFunctionConcurrency _) -> {
              Concurrency _ = reserve(found, Optional.empty());
              return Nothing.NOTHING;
            }));
  }

  private Concurrency reserve(FoundFunction found, Optional<Integer> instances) {
    found.demandOwn("It has no instances to be counted.");
    return new Concurrency(
        repository.change(found, function -> function.reserving(instances)).reserved());
  }
}
