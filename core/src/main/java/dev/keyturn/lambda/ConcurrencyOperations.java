package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.store.Kept;
import java.util.List;
import java.util.Optional;

/// The operations on how many instances a function may have: as many as were reserved for it, and
/// none with zero. It holds from the next invocation on.
public final class ConcurrencyOperations {
  /// One of so many is never reserved: AWS keeps 100 of 1,000.
  private static final int UNRESERVED = 10;

  private final FunctionRepository repository;
  private final FoundFunction.Finder finder;
  private final int instances;

  /// @param instances how many may run at once
  ConcurrencyOperations(FunctionRepository repository, int instances) {
    this.repository = repository;
    this.instances = instances;
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

  private Concurrency reserve(FoundFunction found, Optional<Integer> wanted) {
    found.demandOwn("It has no instances to be counted.");
    Function after =
        repository.change(
            found,
            function -> {
              demandLeft(found.home(), function, wanted.orElse(0));
              return function.reserving(wanted);
            });
    return new Concurrency(after.reserved());
  }

  /// Fewer than before, and none, can always be had.
  private void demandLeft(Home home, Function function, int wanted) {
    if (wanted <= function.reserved().orElse(0)) {
      return;
    }
    long others =
        repository.functions(home).stream()
            .map(Kept::body)
            .filter(it -> !it.id().equals(function.id()))
            .mapToLong(it -> it.reserved().orElse(0))
            .sum();
    int least = Math.max(1, instances / UNRESERVED);
    if (instances - others - wanted < least) {
      throw new InvalidParameterValue(
          "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d]."
              .formatted(least));
    }
  }
}
