package function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * Rotates a secret: the four steps that Secrets Manager calls, and what has to hold before each.
 *
 * <p>How the credential changes is in {@link Strategy}, what is done at the target in {@link Target}: only that is to be
 * filled in.
 */
public final class Handler implements RequestHandler<Map<String, String>, Void> {
  private final SecretsManagerClient secrets;
  private final Door target;

  public Handler() {
    this(client(), new Target());
  }

  Handler(SecretsManagerClient secrets, Door target) {
    this.secrets = secrets;
    this.target = target;
  }

  private static SecretsManagerClient client() {
    SecretsManagerClientBuilder builder = SecretsManagerClient.builder();
    Optional.ofNullable(System.getenv("SECRETS_MANAGER_ENDPOINT"))
        .filter(endpoint -> !endpoint.isEmpty())
        .ifPresent(endpoint -> builder.endpointOverride(URI.create(endpoint)));
    return builder.build();
  }

  /** Runs one step. Each may be called again with the same token, also after a crash in its midst. */
  @Override
  public Void handleRequest(Map<String, String> event, Context context) {
    Rotation rotation = new Rotation(event, secrets, target);
    if (isDone(rotation)) {
      log("Version %s of %s is AWSCURRENT already.", rotation.token(), rotation.arn());
      return null;
    }
    String step = event.getOrDefault("Step", "");
    switch (step) {
      case "createSecret" -> create(rotation);
      case "setSecret" -> Strategy.setPending(rotation);
      case "testSecret" -> Strategy.testPending(rotation);
      case "finishSecret" -> finish(rotation);
      default ->
          throw new IllegalArgumentException(
              "Invalid step parameter %s for secret %s".formatted(step, rotation.arn()));
    }
    log("%s is done for version %s of %s.", step, rotation.token(), rotation.arn());
    return null;
  }

  private static void log(String text, Object... with) {
    System.out.println(text.formatted(with));
  }

  /** Whether the version is AWSCURRENT. Refuses a version that this secret does not rotate to. */
  private boolean isDone(Rotation rotation) {
    String arn = rotation.arn();
    String token = rotation.token();
    var described = secrets.describeSecret(request -> request.secretId(arn));
    if (Boolean.FALSE.equals(described.rotationEnabled())) {
      throw new IllegalStateException("Secret %s is not enabled for rotation".formatted(arn));
    }
    List<String> labels = described.versionIdsToStages().getOrDefault(token, List.of());
    if (labels.isEmpty()) {
      throw new IllegalStateException(
          "Secret version %s has no stage for rotation of secret %s.".formatted(token, arn));
    }
    if (!labels.contains("AWSCURRENT") && !labels.contains("AWSPENDING")) {
      throw new IllegalStateException(
          "Secret version %s not set as AWSPENDING for rotation of secret %s.".formatted(token, arn));
    }
    return labels.contains("AWSCURRENT");
  }

  /** Stores the new credential, unless an earlier try has. */
  private static void create(Rotation rotation) {
    var current = rotation.current();
    if (rotation.stored().isEmpty()) {
      Strategy.createPending(rotation, current);
    }
  }

  /** Makes the new version the one that clients read. */
  private void finish(Rotation rotation) {
    String before =
        secrets.describeSecret(request -> request.secretId(rotation.arn())).versionIdsToStages().entrySet().stream()
            .filter(version -> version.getValue().contains("AWSCURRENT"))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining());
    secrets.updateSecretVersionStage(
        request ->
            request
                .secretId(rotation.arn())
                .versionStage("AWSCURRENT")
                .moveToVersionId(rotation.token())
                .removeFromVersionId(before));
  }
}
