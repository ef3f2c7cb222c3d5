package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.lambda.CodeStore.Use;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Shows versions of layers, and deletes them.
public final class LayerOperations {
  private final FunctionRepository repository;
  private final CodeStore codes;

  LayerOperations(FunctionRepository repository, CodeStore codes) {
    this.repository = repository;
    this.codes = codes;
  }

  public record GetLayerVersion(String layerName, long versionNumber) {}

  public record GetLayerVersionByArn(String arn) {}

  public record DeleteLayerVersion(String layerName, long versionNumber) {}

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        new Operation<>(
                "GetLayerVersion",
                GetLayerVersion.class,
                ShownLayerVersion.class,
                READ,
                "lambda:GetLayerVersion",
                (call, input) ->
                    FoundLayer.named(call, input.layerName()).version(input.versionNumber()),
                (Call _, FoundLayer found, GetLayerVersion _) -> get(found))
            .without(ShownLayerVersion.LEFT_OUT),
        new Operation<>(
                "GetLayerVersionByArn",
                GetLayerVersionByArn.class,
                ShownLayerVersion.class,
                READ,
                "lambda:GetLayerVersion",
                (_, input) -> FoundLayer.ofArn(input.arn()),
                (Call _, FoundLayer found, GetLayerVersionByArn _) -> get(found))
            .without(ShownLayerVersion.LEFT_OUT),
        new Operation<>(
            "DeleteLayerVersion",
            DeleteLayerVersion.class,
            Nothing.class,
            WRITE,
            "lambda:DeleteLayerVersion",
            (call, input) ->
                FoundLayer.named(call, input.layerName()).version(input.versionNumber()),
            (Call _, FoundLayer found, DeleteLayerVersion _) -> delete(found)));
  }

  private ShownLayerVersion get(FoundLayer found) {
    return ShownLayerVersion.of(found.home(), found.require(repository));
  }

  /// Functions that have it keep its code. One that is not there is gone already.
  private Nothing delete(FoundLayer found) {
    boolean _ =
        FunctionRepository.again(() -> {
          Optional<LayerVersion> version = found.find(repository);
          boolean done = version.isEmpty() || deleted(found.home(), version.get());
          return Optional.of(true).filter(_ -> done);
        });
    return Nothing.NOTHING;
  }

  private boolean deleted(Home home, LayerVersion version) {
    Use use = new Use(CodeUse.of(home, version), Set.of(version.code()), Set.of());
    List<Write> writes = new ArrayList<>();
    writes.add(new Write.Delete(home.layerVersion(version.name(), version.number()), Write.ANY));
    codes.change(home, List.of(use)).ifPresent(writes::addAll);
    return repository.committed(writes);
  }
}
