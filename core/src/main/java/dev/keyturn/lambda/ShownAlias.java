package dev.keyturn.lambda;

import java.util.Map;
import java.util.Optional;

/// An alias as answers show it.
public record ShownAlias(
    String aliasArn,
    String name,
    String functionVersion,
    String description,
    Optional<Routing> routingConfig,
    String revisionId) {

  /// How many of the calls go to another version; none here.
  public record Routing(Optional<Map<String, Double>> additionalVersionWeights) {}

  static ShownAlias of(FoundFunction found, Alias alias) {
    return new ShownAlias(
        arn(found, alias.name()),
        alias.name(),
        alias.version(),
        alias.description(),
        Optional.empty(),
        alias.revision());
  }

  static String arn(FoundFunction found, String alias) {
    return found.arn() + ":" + alias;
  }
}
