package dev.keyturn.lambda;

import dev.keyturn.function.Variables;
import dev.keyturn.lambda.Configuration.Limits;
import dev.keyturn.lambda.GivenVariables.Environment;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.Validation;
import java.util.List;
import java.util.Optional;

/// Checks the settings of functions that requests give. Thread-safe.
final class FunctionSettings {
  static final int USUAL_TIMEOUT = 3;
  static final int USUAL_MEMORY = 128;
  static final int USUAL_STORAGE = 512;
  private static final int LONGEST_TIMEOUT = 900;

  private final RoleCheck roles;
  private final RuntimeCheck runtimes;
  private final GivenLayers layers;
  private final VariableSeal seal;

  FunctionSettings(RoleCheck roles, RuntimeCheck runtimes, GivenLayers layers, VariableSeal seal) {
    this.roles = roles;
    this.runtimes = runtimes;
    this.layers = layers;
    this.seal = seal;
  }

  public record Tracing(Optional<String> mode) {}

  public record Storage(int size) {}

  public record SnapStart(Optional<String> applyOn) {}

  public record Logging(Optional<String> logFormat, Optional<String> logGroup) {}

  void demandRole(Call call, FoundFunction function, String role) {
    roles.demand(call, function, role);
  }

  void demandRuntime(String runtime) {
    runtimes.demand(runtime);
  }

  /// Functions of `provided` have a bootstrap, which may need no handler.
  static void demandHandler(String runtime, Optional<String> handler) {
    if (handler.isEmpty() && !runtime.startsWith("provided")) {
      throw new InvalidParameterValue(
          "Runtime and Handler are mandatory parameters for functions created with deployment"
              + " packages.");
    }
  }

  List<LayerUse> layers(Call call, FoundFunction function, List<String> arns) {
    return layers.find(call, function.home(), arns);
  }

  static Limits limits(int timeout, int memory, int storage) {
    if (timeout > LONGEST_TIMEOUT) {
      throw new Validation(
          "1 validation error detected: Value '%d' at 'timeout' failed to satisfy constraint: Member"
                  .formatted(timeout)
              + " must have value less than or equal to "
              + LONGEST_TIMEOUT);
    }
    return new Limits(timeout, memory, storage);
  }

  /// Code and layers are unpacked over each other, so their sizes count together.
  static void demandSize(Configuration.Program program) {
    long size = program.code().unzipped();
    for (LayerUse layer : program.layers()) {
      size += layer.code().unzipped();
    }
    if (size > CheckedZip.MOST_UNZIPPED) {
      throw new InvalidParameterValue(
          "Function code combined with layers exceeds the maximum allowed size of %d bytes. The"
                  .formatted(CheckedZip.MOST_UNZIPPED)
              + " actual size is "
              + size
              + " bytes.");
    }
  }

  /// The variables of a request, checked and sealed. Where they are what they were, they stay what
  /// they were: then nothing has changed that a new version would be needed for.
  Optional<SealedVariables> variables(
      String functionId, Environment given, Optional<SealedVariables> before) {
    Variables variables = GivenVariables.of(given);
    if (!BuiltInDocuments.isBuiltIn(functionId)) {
      GivenVariables.demandNotOurs(variables.names());
    }
    runtimes.demandEgress(variables);
    return variables.equals(seal.open(functionId, before))
        ? before
        : seal.seal(functionId, variables);
  }

  static void demandNoSnapStart(Optional<SnapStart> given) {
    if (given.flatMap(SnapStart::applyOn).filter(it -> !it.equals("None")).isPresent()) {
      throw new InvalidParameterValue(
          "SnapStart is not there: Keyturn starts functions without snapshots.");
    }
  }

  static void demandUsualLogging(Optional<Logging> given, String name) {
    if (given.isEmpty()) {
      return;
    }
    Logging logging = given.get();
    boolean text = logging.logFormat.filter(it -> !it.equals("Text")).isEmpty();
    boolean usual = logging.logGroup.filter(it -> !it.equals(Display.LOG_GROUP + name)).isEmpty();
    if (!text || !usual) {
      throw new InvalidParameterValue(
          "Functions log as text to the log group " + Display.LOG_GROUP + name + " only.");
    }
  }
}
