package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.lambda.Display.Subject;
import dev.keyturn.lambda.Markers.Page;
import dev.keyturn.lambda.Markers.Wish;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Resource;
import dev.keyturn.store.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists functions, and the versions of one.
public final class ListFunctions {
  private final FunctionRepository repository;
  private final FoundFunction.Finder finder;
  private final Markers markers;
  private final Display display;

  ListFunctions(FunctionRepository repository, Markers markers, Display display) {
    this.repository = repository;
    this.finder = new FoundFunction.Finder(repository);
    this.markers = markers;
    this.display = display;
  }

  public record Input(
      Optional<String> functionVersion, Optional<String> marker, Optional<Integer> maxItems) {}

  public record Output(Optional<String> nextMarker, List<ShownFunction> functions) {}

  public record VersionsInput(
      String functionName, Optional<String> marker, Optional<Integer> maxItems) {}

  public record VersionsOutput(Optional<String> nextMarker, List<ShownFunction> versions) {}

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        new Operation<>(
                "ListFunctions",
                Input.class,
                Output.class,
                READ,
                "lambda:ListFunctions",
                (_, _) -> Resource.ANY,
                (Call call, Resource.Any _, Input input) -> list(call, input))
            .without(ShownFunction.leftOut("Functions.", "MasterRegion")),
        new Operation<>(
                "ListVersionsByFunction",
                VersionsInput.class,
                VersionsOutput.class,
                READ,
                "lambda:ListVersionsByFunction",
                (call, input) -> finder.unqualified(call, input.functionName()),
                (Call _, FoundFunction found, VersionsInput input) -> versions(found, input))
            .without(ShownFunction.leftOut("Versions.")));
  }

  private Output list(Call call, Input input) {
    Home home = Home.of(call);
    boolean all = input.functionVersion().isPresent();
    Wish wish =
        new Wish(
            "lambda:ListFunctions\n" + home.prefix() + "\n" + all,
            input.marker(),
            input.maxItems());
    List<Subject> found = found(home, all, markers.position(wish), wish.limit() + 1);
    Page<Subject> page = markers.page(wish, found, ListFunctions::position);
    return new Output(
        page.nextMarker(),
        page.items().stream().map(it -> display.brief(all ? it.qualified() : it)).toList());
  }

  private static String position(Subject subject) {
    return subject.function().name() + " " + number(subject.configuration());
  }

  /// Zero for `$LATEST`, which comes first.
  private static long number(Configuration configuration) {
    return configuration.isLatest() ? 0 : Long.parseLong(configuration.version());
  }

  private List<Subject> found(Home home, boolean all, String position, int most) {
    List<Subject> found = new ArrayList<>();
    String name = "";
    if (!position.isEmpty()) {
      name = position.substring(0, position.indexOf(' '));
      long number = Long.parseLong(position.substring(position.indexOf(' ') + 1));
      if (all) {
        repository
            .function(home, name)
            .ifPresent(it -> addVersions(found, home, it.body(), number));
      }
    }
    for (Kept<Function> kept : repository.functions(home, name, most)) {
      found.add(Subject.of(home, kept.body(), kept.body().latest()));
      if (all) {
        addVersions(found, home, kept.body(), 0);
      }
      if (found.size() >= most) {
        break;
      }
    }
    return found;
  }

  /// The versions that come behind one.
  private void addVersions(List<Subject> to, Home home, Function function, long after) {
    for (Configuration version : repository.versions(home, function)) {
      if (number(version) > after) {
        to.add(Subject.of(home, function, version));
      }
    }
  }

  private VersionsOutput versions(FoundFunction found, VersionsInput input) {
    Function function = found.require();
    Wish wish =
        new Wish("lambda:ListVersionsByFunction\n" + found.arn(), input.marker(), input.maxItems());
    String position = markers.position(wish);
    List<Subject> listed = new ArrayList<>();
    if (position.isEmpty()) {
      listed.add(Subject.of(found.home(), function, function.latest()));
    }
    addVersions(listed, found.home(), function, position.isEmpty() ? 0 : Long.parseLong(position));
    Page<Subject> page =
        markers.page(wish, listed, it -> String.valueOf(number(it.configuration())));
    return new VersionsOutput(
        page.nextMarker(), page.items().stream().map(it -> display.brief(it.qualified())).toList());
  }
}
