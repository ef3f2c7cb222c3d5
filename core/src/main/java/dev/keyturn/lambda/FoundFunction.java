package dev.keyturn.lambda;

import dev.keyturn.access.Policy;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Resource;
import dev.keyturn.store.Kept;
import java.util.Map;
import java.util.Optional;

/// What a request means, be there such a function or not: who may not ask is not told.
///
/// @param qualifier as it was given
/// @param configuration of the version that is meant: of `$LATEST` without a qualifier, of the
///   version of an alias; empty when there is no such function, version or alias
record FoundFunction(
    Home home,
    String name,
    Optional<String> qualifier,
    Optional<Kept<Function>> function,
    Optional<Configuration> configuration)
    implements Resource {

  @Override
  public String arn() {
    String arn = home.functionArn(name).toString();
    return qualifier.map(it -> arn + ":" + it).orElse(arn);
  }

  @Override
  public Map<String, String> tags() {
    return function.map(it -> it.body().tags()).orElse(Map.of());
  }

  @Override
  public Optional<Policy> resourcePolicy() {
    // What is called by its own name, and by `$LATEST`, is the same.
    String about = qualifier.filter(it -> !it.equals(Configuration.LATEST)).orElse("");
    return function
        .map(it -> it.body().policies().get(about))
        .map(policy -> policy.about(arn()).compiled());
  }

  /// Whether the server brings it along.
  boolean isBuiltIn() {
    return function.map(Kept::body).filter(BuiltInDocuments::isBuiltIn).isPresent();
  }

  /// Refuses what cannot be done with a function that is built in.
  void demandOwn(String why) {
    if (isBuiltIn()) {
      throw new InvalidParameterValue("The function " + name + " is built in. " + why);
    }
  }

  /// The function as such, as that which tags and policies are about.
  FoundFunction unqualified() {
    return new FoundFunction(
        home, name, Optional.empty(), function, function.map(it -> it.body().latest()));
  }

  /// The function, whatever its qualifier means.
  Function require() {
    return function.orElseThrow(this::absentFunction).body();
  }

  /// The version that is meant.
  Configuration requireConfiguration() {
    return configuration.orElseThrow(this::absent);
  }

  /// There is no such function, or not with this qualifier.
  ResourceNotFound absent() {
    return new ResourceNotFound("Function not found: " + arn(), arn());
  }

  /// There is no function of this name.
  ResourceNotFound absentFunction() {
    return new ResourceNotFound("Function not found: " + home.functionArn(name), arn());
  }

  /// Finds functions for the table of operations.
  record Finder(FunctionRepository repository) {

    /// The function that is named, with the qualifier that may stand in its name or beside it.
    FoundFunction find(Call call, String functionName, Optional<String> qualifier) {
      FunctionReference named = FunctionReference.of(call, functionName, qualifier);
      return at(named.home(), named.name(), named.qualifier());
    }

    FoundFunction at(Home home, String name, Optional<String> qualifier) {
      Optional<Kept<Function>> function = repository.function(home, name);
      return new FoundFunction(
          home,
          name,
          qualifier,
          function,
          function.flatMap(it -> configuration(home, it.body(), qualifier.orElse(""))));
    }

    /// A function as such, for requests that mean no version of it.
    FoundFunction unqualified(Call call, String functionName) {
      FoundFunction found = find(call, functionName, Optional.empty());
      if (found.qualifier.isPresent()) {
        throw new InvalidParameterValue(
            "The function's name must not have a version or an alias here: " + functionName);
      }
      return found;
    }

    /// The version that a qualifier means.
    Optional<Configuration> configuration(Home home, Function function, String qualifier) {
      String version =
          Optional.ofNullable(function.aliases().get(qualifier))
              .map(Alias::version)
              .orElse(qualifier);
      if (version.isEmpty() || version.equals(Configuration.LATEST)) {
        return Optional.of(function.latest());
      }
      return number(version).flatMap(it -> repository.version(home, function, it));
    }

    private static Optional<Long> number(String version) {
      boolean digits =
          version.length() < 19 && version.chars().allMatch(it -> it >= '0' && it <= '9');
      return digits ? Optional.of(Long.valueOf(version)) : Optional.empty();
    }
  }
}
