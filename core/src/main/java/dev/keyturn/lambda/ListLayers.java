package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.lambda.Markers.Page;
import dev.keyturn.lambda.Markers.Wish;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Resource;
import dev.keyturn.store.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists layers, each with its latest version, and the versions of one, the latest first.
public final class ListLayers {
  private final FunctionRepository repository;
  private final Markers markers;

  ListLayers(FunctionRepository repository, Markers markers) {
    this.repository = repository;
    this.markers = markers;
  }

  public record Input(
      Optional<String> compatibleRuntime,
      Optional<String> marker,
      Optional<Integer> maxItems,
      Optional<String> compatibleArchitecture) {}

  public record Output(Optional<String> nextMarker, List<Shown> layers) {}

  /// A layer as answers show it.
  public record Shown(
      String layerName, String layerArn, ShownLayerVersion.Brief latestMatchingVersion) {}

  public record VersionsInput(
      String layerName,
      Optional<String> compatibleRuntime,
      Optional<String> marker,
      Optional<Integer> maxItems,
      Optional<String> compatibleArchitecture) {}

  public record VersionsOutput(
      Optional<String> nextMarker, List<ShownLayerVersion.Brief> layerVersions) {}

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        new Operation<>(
            "ListLayers",
            Input.class,
            Output.class,
            READ,
            "lambda:ListLayers",
            (_, _) -> Resource.ANY,
            (Call call, Resource.Any _, Input input) -> list(call, input)),
        new Operation<>(
            "ListLayerVersions",
            VersionsInput.class,
            VersionsOutput.class,
            READ,
            "lambda:ListLayerVersions",
            (call, input) -> FoundLayer.named(call, input.layerName()),
            (Call _, FoundLayer found, VersionsInput input) -> versions(found, input)));
  }

  private Output list(Call call, Input input) {
    Home home = Home.of(call);
    Wish wish =
        new Wish(
            String.join(
                "\n",
                "lambda:ListLayers",
                home.prefix(),
                input.compatibleRuntime().orElse(""),
                input.compatibleArchitecture().orElse("")),
            input.marker(),
            input.maxItems());
    List<LayerVersion> latest = new ArrayList<>();
    String position = markers.position(wish);
    for (Kept<Layer> layer : repository.all(Home.LAYERS, home.prefix(), Layer.class)) {
      String name = layer.body().name();
      if (name.compareTo(position) > 0 && latest.size() <= wish.limit()) {
        latest(home, name, input).ifPresent(latest::add);
      }
    }
    Page<LayerVersion> page = markers.page(wish, latest, LayerVersion::name);
    return new Output(page.nextMarker(), page.items().stream().map(it -> shown(home, it)).toList());
  }

  private Optional<LayerVersion> latest(Home home, String name, Input input) {
    return versions(home, name).stream()
        .filter(it -> it.suits(input.compatibleRuntime(), input.compatibleArchitecture()))
        .findFirst();
  }

  private static Shown shown(Home home, LayerVersion version) {
    return new Shown(
        version.name(),
        home.layerArn(version.name()).toString(),
        ShownLayerVersion.Brief.of(home, version));
  }

  /// The latest first.
  private List<LayerVersion> versions(Home home, String name) {
    return repository
        .all(Home.LAYER_VERSIONS, home.layerVersions(name), LayerVersion.class)
        .reversed()
        .stream()
        .map(Kept::body)
        .toList();
  }

  private VersionsOutput versions(FoundLayer found, VersionsInput input) {
    Wish wish =
        new Wish(
            String.join(
                "\n",
                "lambda:ListLayerVersions",
                found.arn(),
                input.compatibleRuntime().orElse(""),
                input.compatibleArchitecture().orElse("")),
            input.marker(),
            input.maxItems());
    String position = markers.position(wish);
    long before = position.isEmpty() ? Long.MAX_VALUE : Long.parseLong(position);
    List<LayerVersion> behind =
        versions(found.home(), found.name()).stream()
            .filter(it -> it.number() < before)
            .filter(it -> it.suits(input.compatibleRuntime(), input.compatibleArchitecture()))
            .toList();
    Page<LayerVersion> page = markers.page(wish, behind, it -> String.valueOf(it.number()));
    return new VersionsOutput(
        page.nextMarker(),
        page.items().stream().map(it -> ShownLayerVersion.Brief.of(found.home(), it)).toList());
  }
}
