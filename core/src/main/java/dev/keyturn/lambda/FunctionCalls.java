package dev.keyturn.lambda;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.function.Invocation;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Region;
import java.util.Optional;

/// Calls users' functions as they stand when they are called. Thread-safe.
final class FunctionCalls {
  private static final String FUNCTION = "function";

  private final FunctionRepository repository;
  private final FoundFunction.Finder finder;
  private final Deployments deployments;
  private final FunctionRuntime runtime;

  FunctionCalls(FunctionRepository repository, Deployments deployments, FunctionRuntime runtime) {
    this.repository = repository;
    this.finder = new FoundFunction.Finder(repository);
    this.deployments = deployments;
    this.runtime = runtime;
  }

  /// What an ARN means; empty when it is no function's, or there is none of the name, or it is
  /// built in.
  Optional<FoundFunction> own(Arn function) {
    String[] parts = function.resource().split(":", -1);
    boolean named =
        function.service().equals("lambda")
            && parts[0].equals(FUNCTION)
            && (parts.length == 2 || parts.length == 3);
    if (!named || !AccountId.isId(function.account()) || !Region.isCode(function.region())) {
      return Optional.empty();
    }
    Home home = Home.of(function);
    if (!repository.isStored(home, parts[1])) {
      return Optional.empty();
    }
    Optional<String> qualifier = parts.length == 3 ? Optional.of(parts[2]) : Optional.empty();
    return Optional.of(finder.at(home, parts[1], qualifier))
        .filter(it -> it.function().isPresent() && !it.isBuiltIn());
  }

  /// The version that an ARN means now, ready to run; empty when the function is another one of the
  /// name.
  Optional<Deployment> find(Arn function, String functionId) {
    return own(function)
        .filter(it -> it.require().id().equals(functionId))
        .filter(it -> it.configuration().isPresent())
        .map(this::deployment);
  }

  Deployment deployment(FoundFunction found) {
    return deployments.of(found.home(), found.require(), found.requireConfiguration());
  }

  InvocationEnd call(Deployment deployment, Invocation invocation) {
    return runtime.invoke(deployment, invocation);
  }
}
