package dev.keyturn.lambda;

/// What names those that use a zip, so that it stays as long as one of them does.
final class CodeUse {
  private CodeUse() {}

  static String of(Function function, Configuration configuration) {
    return "function " + function.id() + " " + configuration.version();
  }

  static String of(Home home, LayerVersion version) {
    return home.layerArn(version.name() + ":" + version.number()).resource();
  }
}
