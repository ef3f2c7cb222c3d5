package dev.keyturn.lambda;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.key.SecretValue;
import dev.keyturn.lambda.CodeStore.Upload;
import dev.keyturn.lambda.CodeStore.Use;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.store.Kept;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes a version of a layer of a zip.
public final class PublishLayerVersion {
  private final FunctionRepository repository;
  private final CodeStore codes;

  PublishLayerVersion(FunctionRepository repository, CodeStore codes) {
    this.repository = repository;
    this.codes = codes;
  }

  public record Input(
      String layerName,
      Optional<String> description,
      Content content,
      Optional<List<String>> compatibleRuntimes,
      Optional<String> licenseInfo,
      Optional<List<String>> compatibleArchitectures) {}

  public record Content(
      Optional<String> s3Bucket,
      Optional<String> s3Key,
      Optional<String> s3ObjectVersion,
      Optional<SecretValue> zipFile) {}

  Operation<Input, FoundLayer, ShownLayerVersion> row() {
    return new Operation<>(
            "PublishLayerVersion",
            Input.class,
            ShownLayerVersion.class,
            WRITE,
            "lambda:PublishLayerVersion",
            (call, input) -> FoundLayer.named(call, input.layerName()),
            this::handle)
        .without(ShownLayerVersion.LEFT_OUT);
  }

  private ShownLayerVersion handle(Call call, FoundLayer found, Input input) {
    if (found.number().isPresent()) {
      throw new InvalidParameterValue("The layer's name must not have a version here");
    }
    Content content = input.content();
    CheckedZip zip =
        new CodeGiven(
                content.zipFile(), content.s3Bucket().isPresent() || content.s3Key().isPresent())
            .require();
    try (Upload upload = codes.upload(found.home(), Optional.of(zip))) {
      LayerVersion version =
          FunctionRepository.again(() -> {
            Optional<Kept<Layer>> before =
                repository.get(found.home().layer(found.name()), Layer.class);
            long number = before.map(it -> it.body().published()).orElse(0L) + 1;
            LayerVersion next = version(call, found.version(number), input, zip);
            upload.keep(call.at());
            return Optional.of(next).filter(it -> committed(found.home(), before, it, upload));
          });
      return ShownLayerVersion.of(found.home(), version);
    }
  }

  private static LayerVersion version(Call call, FoundLayer found, Input input, CheckedZip zip) {
    return new LayerVersion(
        found.name(),
        found.number().orElseThrow(),
        zip.code(),
        call.at(),
        input.description(),
        input.licenseInfo(),
        input.compatibleRuntimes().orElse(List.of()),
        input.compatibleArchitectures().orElse(List.of()));
  }

  private boolean committed(
      Home home, Optional<Kept<Layer>> before, LayerVersion version, Upload upload) {
    String name = version.name();
    List<Write> writes = new ArrayList<>();
    writes.add(
        Write.put(
            home.layer(name),
            before.map(Kept::revision).orElse(Write.ABSENT),
            new Layer(name, version.number())));
    writes.add(Write.put(home.layerVersion(name, version.number()), Write.ABSENT, version));
    List<Use> uses = new ArrayList<>(upload.end());
    uses.add(new Use(CodeUse.of(home, version), Set.of(), Set.of(version.code())));
    return codes
        .change(home, uses)
        .filter(more -> {
          writes.addAll(more);
          return repository.committed(writes);
        })
        .isPresent();
  }
}
