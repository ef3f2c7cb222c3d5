package dev.keyturn.lambda;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Region;
import dev.keyturn.operation.Call;
import dev.keyturn.store.DocumentKey;

/// Whose functions and layers are meant: names are unique within an account and a region. Where
/// documents lie is said here.
record Home(AccountId account, Region region) {
  static final String FUNCTIONS = "function";
  static final String VERSIONS = "function-version";
  static final String CODES = "function-code";
  static final String LAYERS = "layer";
  static final String LAYER_VERSIONS = "layer-version";

  static Home of(Call call) {
    return new Home(call.account(), call.region());
  }

  /// The home of a function's ARN, which names account and region.
  static Home of(Arn arn) {
    return new Home(new AccountId(arn.account()), new Region(arn.region()));
  }

  /// The home of a document.
  static Home of(DocumentKey key) {
    String[] parts = key.key().split("/", 3);
    return new Home(new AccountId(parts[0]), new Region(parts[1]));
  }

  /// What the keys of all its documents begin with.
  String prefix() {
    return account + "/" + region + "/";
  }

  DocumentKey function(String name) {
    return new DocumentKey(FUNCTIONS, prefix() + name);
  }

  /// What the keys of a function's versions begin with: of this very function, and of none that
  /// comes later under its name.
  String versions(String functionId) {
    return prefix() + functionId + "/";
  }

  DocumentKey version(String functionId, long number) {
    return new DocumentKey(VERSIONS, versions(functionId) + padded(number));
  }

  DocumentKey code(String sha256) {
    return new DocumentKey(CODES, prefix() + sha256);
  }

  DocumentKey layer(String name) {
    return new DocumentKey(LAYERS, prefix() + name);
  }

  String layerVersions(String name) {
    return prefix() + name + "/";
  }

  DocumentKey layerVersion(String name, long number) {
    return new DocumentKey(LAYER_VERSIONS, layerVersions(name) + padded(number));
  }

  private static String padded(long number) {
    return "%019d".formatted(number);
  }

  /// A function without a qualifier.
  Arn functionArn(String name) {
    return Arn.of("lambda", region, account, "function:" + name);
  }

  Arn layerArn(String name) {
    return Arn.of("lambda", region, account, "layer:" + name);
  }
}
