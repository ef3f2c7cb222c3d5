package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.lambda.ShownAlias.Routing;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceConflict;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.util.List;
import java.util.Optional;

/// The operations on aliases.
public final class AliasOperations {
  private final FoundFunction.Finder finder;
  private final FunctionRepository repository;

  AliasOperations(FunctionRepository repository) {
    this.finder = new FoundFunction.Finder(repository);
    this.repository = repository;
  }

  public record CreateAlias(
      String functionName,
      String name,
      String functionVersion,
      Optional<String> description,
      Optional<Routing> routingConfig) {}

  public record UpdateAlias(
      String functionName,
      String name,
      Optional<String> functionVersion,
      Optional<String> description,
      Optional<Routing> routingConfig,
      Optional<String> revisionId) {}

  public record GetAlias(String functionName, String name) {}

  public record DeleteAlias(String functionName, String name) {}

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        new Operation<>(
            "CreateAlias",
            CreateAlias.class,
            ShownAlias.class,
            WRITE,
            "lambda:CreateAlias",
            (call, input) -> finder.unqualified(call, input.functionName()),
            (Call _, FoundFunction found, CreateAlias input) -> create(found, input)),
        new Operation<>(
            "UpdateAlias",
            UpdateAlias.class,
            ShownAlias.class,
            WRITE,
            "lambda:UpdateAlias",
            (call, input) -> finder.unqualified(call, input.functionName()),
            (Call _, FoundFunction found, UpdateAlias input) -> update(found, input)),
        new Operation<>(
            "GetAlias",
            GetAlias.class,
            ShownAlias.class,
            READ,
            "lambda:GetAlias",
            (call, input) -> finder.unqualified(call, input.functionName()),
            (Call _, FoundFunction found, GetAlias input) ->
                ShownAlias.of(found, require(found, found.require(), input.name()))),
        new Operation<>(
            "DeleteAlias",
            DeleteAlias.class,
            Nothing.class,
            WRITE,
            "lambda:DeleteAlias",
            (call, input) -> finder.unqualified(call, input.functionName()),
            (Call _, FoundFunction found, DeleteAlias input) -> delete(found, input)));
  }

  private static void demandNoWeights(Optional<Routing> routing) {
    if (routing
        .flatMap(Routing::additionalVersionWeights)
        .filter(it -> !it.isEmpty())
        .isPresent()) {
      throw new InvalidParameterValue(
          "Keyturn's aliases lead to one version: weights are not supported.");
    }
  }

  private ShownAlias create(FoundFunction found, CreateAlias input) {
    demandNoWeights(input.routingConfig());
    Alias alias =
        new Alias(
            input.name(),
            input.functionVersion(),
            input.description().orElse(""),
            repository.newRevision());
    Function _ =
        repository.change(
            found,
            function -> {
              if (function.aliases().containsKey(input.name())) {
                throw new ResourceConflict(
                    "Alias already exists: " + ShownAlias.arn(found, input.name()));
              }
              demandVersion(found, function, input.functionVersion());
              return function.with(alias);
            });
    return ShownAlias.of(found, alias);
  }

  private void demandVersion(FoundFunction found, Function function, String version) {
    if (finder.configuration(found.home(), function, version).isEmpty()
        || function.aliases().containsKey(version)) {
      throw new ResourceNotFound("Function not found: " + ShownAlias.arn(found, version));
    }
  }

  private ShownAlias update(FoundFunction found, UpdateAlias input) {
    demandNoWeights(input.routingConfig());
    Function after =
        repository.change(
            found,
            function -> {
              Alias before = require(found, function, input.name());
              Revisions.demand(input.revisionId(), before.revision());
              input.functionVersion().ifPresent(version -> demandVersion(found, function, version));
              return function.with(
                  new Alias(
                      before.name(),
                      input.functionVersion().orElse(before.version()),
                      input.description().orElse(before.description()),
                      repository.newRevision()));
            });
    return ShownAlias.of(found, require(found, after, input.name()));
  }

  private static Alias require(FoundFunction found, Function function, String name) {
    Alias alias = function.aliases().get(name);
    if (alias == null) {
      throw new ResourceNotFound("Cannot find alias arn: " + ShownAlias.arn(found, name));
    }
    return alias;
  }

  /// What is about the alias goes with it: one that is made again under the name is another.
  private Nothing delete(FoundFunction found, DeleteAlias input) {
    Function _ =
        repository.change(
            found,
            function ->
                function.aliases().containsKey(input.name())
                    ? function.withoutAlias(input.name()).governed(input.name(), Optional.empty())
                    : function);
    return Nothing.NOTHING;
  }
}
