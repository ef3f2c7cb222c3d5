package dev.keyturn.lambda;

import java.util.List;
import java.util.Optional;

/// A version of a layer as answers show it.
public record ShownLayerVersion(
    Content content,
    String layerArn,
    String layerVersionArn,
    Optional<String> description,
    String createdDate,
    long version,
    Optional<List<String>> compatibleRuntimes,
    Optional<String> licenseInfo,
    Optional<List<String>> compatibleArchitectures) {

  /// Members of the model that are never answered.
  static final String[] LEFT_OUT = {
    "Content.Location", "Content.SigningProfileVersionArn", "Content.SigningJobArn"
  };

  public record Content(String codeSha256, long codeSize) {}

  /// The same in lists.
  public record Brief(
      String layerVersionArn,
      long version,
      Optional<String> description,
      String createdDate,
      Optional<List<String>> compatibleRuntimes,
      Optional<String> licenseInfo,
      Optional<List<String>> compatibleArchitectures) {

    static Brief of(Home home, LayerVersion version) {
      ShownLayerVersion whole = ShownLayerVersion.of(home, version);
      return new Brief(
          whole.layerVersionArn,
          whole.version,
          whole.description,
          whole.createdDate,
          whole.compatibleRuntimes,
          whole.licenseInfo,
          whole.compatibleArchitectures);
    }
  }

  static ShownLayerVersion of(Home home, LayerVersion version) {
    String arn = home.layerArn(version.name()).toString();
    return new ShownLayerVersion(
        new Content(version.code().shown(), version.code().size()),
        arn,
        arn + ":" + version.number(),
        version.description(),
        Times.shown(version.created()),
        version.number(),
        Optional.of(version.runtimes()).filter(it -> !it.isEmpty()),
        version.license(),
        Optional.of(version.architectures()).filter(it -> !it.isEmpty()));
  }
}
