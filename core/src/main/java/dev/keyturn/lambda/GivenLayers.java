package dev.keyturn.lambda;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Rights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the layers that a request gives to a function. Thread-safe.
final class GivenLayers {
  private static final int MOST = 5;

  private final FunctionRepository repository;
  private final Rights rights;

  GivenLayers(FunctionRepository repository, Rights rights) {
    this.repository = repository;
    this.rights = rights;
  }

  /// @param home of the function
  List<LayerUse> find(Call call, Home home, List<String> arns) {
    if (arns.size() > MOST) {
      throw new InvalidParameterValue("You cannot reference more than " + MOST + " layers.");
    }
    Map<String, String> names = new HashMap<>();
    List<LayerUse> uses = new ArrayList<>();
    for (String arn : arns) {
      FoundLayer layer = FoundLayer.ofArn(arn);
      rights.require(call, "lambda:GetLayerVersion", layer);
      String other = names.put(layer.name(), arn);
      if (other != null) {
        throw new InvalidParameterValue(
            "Two different versions of the same layer are not allowed to be referenced in the same"
                + " function. %s and %s are versions of the same layer.".formatted(other, arn));
      }
      uses.add(use(home, layer));
    }
    return uses;
  }

  private LayerUse use(Home home, FoundLayer layer) {
    Optional<LayerVersion> version =
        layer.home().equals(home) ? layer.find(repository) : Optional.empty();
    return new LayerUse(
        layer.arn(),
        version
            .orElseThrow(() ->
                new InvalidParameterValue(
                    "Layer version %s does not exist.".formatted(layer.arn())))
            .code());
  }
}
