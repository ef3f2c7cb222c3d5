package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.lambda.Markers.Page;
import dev.keyturn.lambda.Markers.Wish;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Lists the aliases of a function, or those of one of its versions.
public final class ListAliases {
  private final FoundFunction.Finder finder;
  private final Markers markers;

  ListAliases(FunctionRepository repository, Markers markers) {
    this.finder = new FoundFunction.Finder(repository);
    this.markers = markers;
  }

  public record Input(
      String functionName,
      Optional<String> functionVersion,
      Optional<String> marker,
      Optional<Integer> maxItems) {}

  public record Output(Optional<String> nextMarker, List<ShownAlias> aliases) {}

  Operation<Input, FoundFunction, Output> row() {
    return new Operation<>(
        "ListAliases",
        Input.class,
        Output.class,
        READ,
        "lambda:ListAliases",
        (call, input) -> finder.unqualified(call, input.functionName()),
        this::handle);
  }

  private Output handle(Call call, FoundFunction found, Input input) {
    Wish wish =
        new Wish(
            "lambda:ListAliases\n" + found.arn() + "\n" + input.functionVersion().orElse(""),
            input.marker(),
            input.maxItems());
    List<Alias> behind =
        new TreeMap<>(found.require().aliases())
            .tailMap(markers.position(wish), false).values().stream()
                .filter(it -> isWished(it, input))
                .toList();
    Page<Alias> page = markers.page(wish, behind, Alias::name);
    return new Output(
        page.nextMarker(), page.items().stream().map(it -> ShownAlias.of(found, it)).toList());
  }

  private static boolean isWished(Alias alias, Input input) {
    return input.functionVersion().filter(it -> !it.equals(alias.version())).isEmpty();
  }
}
