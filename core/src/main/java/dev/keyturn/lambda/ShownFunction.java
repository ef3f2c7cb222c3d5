package dev.keyturn.lambda;

import dev.keyturn.key.SecretValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One version of a function as answers show it.
///
/// @param stateReason what it really runs on: AWS says nothing here of a function that is Active
public record ShownFunction(
    String functionName,
    String functionArn,
    String runtime,
    String role,
    Optional<String> handler,
    long codeSize,
    String description,
    int timeout,
    int memorySize,
    String lastModified,
    String codeSha256,
    String version,
    Optional<ShownEnvironment> environment,
    Tracing tracingConfig,
    String revisionId,
    Optional<List<ShownLayer>> layers,
    Optional<String> state,
    Optional<String> stateReason,
    Optional<String> lastUpdateStatus,
    String packageType,
    List<String> architectures,
    Storage ephemeralStorage,
    ShownSnapStart snapStart,
    Logging loggingConfig) {

  /// Members of the model that are never answered.
  static final Set<String> LEFT_OUT =
      Set.of(
          "VpcConfig",
          "DeadLetterConfig",
          "KMSKeyArn",
          "MasterArn",
          "StateReasonCode",
          "LastUpdateStatusReason",
          "LastUpdateStatusReasonCode",
          "FileSystemConfigs",
          "ImageConfigResponse",
          "SigningProfileVersionArn",
          "SigningJobArn",
          "RuntimeVersionConfig",
          "Environment.Error",
          "LoggingConfig.ApplicationLogLevel",
          "LoggingConfig.SystemLogLevel",
          "Layers.SigningProfileVersionArn",
          "Layers.SigningJobArn");

  public record ShownEnvironment(Map<String, SecretValue> variables) {
    public ShownEnvironment {
      variables = Map.copyOf(variables);
    }
  }

  public record Tracing(String mode) {}

  public record ShownLayer(String arn, long codeSize) {}

  public record Storage(int size) {}

  public record ShownSnapStart(String applyOn, String optimizationStatus) {}

  public record Logging(String logFormat, String logGroup) {}

  /// The members that are left out, where a structure of an answer holds them.
  static String[] leftOut(String path, String... more) {
    return Stream.concat(LEFT_OUT.stream().map(it -> path + it), Arrays.stream(more))
        .toArray(String[]::new);
  }
}
