package dev.keyturn.acceptance.kit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A user whose two access keys another identity rotates, set up and rotated with the unmodified
/// AWS CLI. What became of it is asked of the SDK, which is there already.
public final class RotatedKey {
  private static final JsonMapper JSON = new JsonMapper();

  private final Program program;
  private final Path folder;
  private final Tool iam;
  private final Tool secrets;
  private final String user;
  private final String arn;

  /// @param folder for values that must not stand on a command line
  public RotatedKey(Program program, Path folder, String user) throws IOException {
    this.program = program;
    this.folder = folder;
    this.user = user;
    this.iam = Tool.awsCli(program, "iam");
    this.secrets = Tool.awsCli(program);
    String keeper = user + "-keeper";
    iam.json("create-user", "--user-name", user);
    iam.json("create-user", "--user-name", keeper);
    allow(
        keeper,
        """
        ["iam:ListAccessKeys","iam:CreateAccessKey","iam:UpdateAccessKey",\
        "iam:DeleteAccessKey","iam:GetAccessKeyLastUsed"]\
        """,
        "arn:aws:iam::%s:user/%s".formatted(Program.ACCOUNT, user));
    String master = secret(keeper, "");
    this.arn = secret(user, ",\"masterarn\":\"%s\"".formatted(master));
    allow(user, "[\"secretsmanager:GetSecretValue\"]", arn);
  }

  private void allow(String bearer, String actions, String resource) throws IOException {
    String policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":%s,"Resource":"%s"}]}\
        """
            .formatted(actions, resource);
    iam.json(
        "put-user-policy",
        "--user-name",
        bearer,
        "--policy-name",
        "job",
        "--policy-document",
        policy);
  }

  /// A new key of a user, in a secret; its ARN.
  private String secret(String bearer, String more) throws IOException {
    JsonNode key = iam.json("create-access-key", "--user-name", bearer).required("AccessKey");
    String json =
        """
        {"username":"%s","accessKeyId":"%s","secretAccessKey":"%s"%s}\
        """
            .formatted(
                bearer,
                key.required("AccessKeyId").asString(),
                Evidence.secret(key.required("SecretAccessKey").asString()),
                more);
    return secrets
        .json(
            "create-secret",
            "--name",
            bearer + "-key",
            "--secret-string",
            Tool.fileOf(folder, json))
        .required("ARN")
        .asString();
  }

  /// Of the secret.
  public String arn() {
    return arn;
  }

  /// What the secret says now.
  public String current() {
    try (SecretsManagerClient client = Sdk.client(program)) {
      String json = client.getSecretValue(request -> request.secretId(arn)).secretString();
      Evidence.secret(JSON.readTree(json).required("secretAccessKey").asString());
      return json;
    }
  }

  /// The id of the key that the secret names now.
  public String currentId() {
    return JSON.readTree(current()).required("accessKeyId").asString();
  }

  /// The ids of the keys that the user has.
  public List<String> keys() {
    try (IamClient client = Sdk.iam(program, Sdk.administrator(program))) {
      return client.listAccessKeys(request -> request.userName(user)).accessKeyMetadata().stream()
          .map(AccessKeyMetadata::accessKeyId)
          .toList();
    }
  }

  /// From the command until its version is current.
  public void rotate() throws IOException {
    String token = UUID.randomUUID().toString();
    begin(token).json();
    awaitEnd(token);
  }

  /// Gives the command, whatever comes of it.
  public Tool.Result begin(String token) throws IOException {
    return secrets.run(
        "rotate-secret",
        "--secret-id",
        arn,
        "--client-request-token",
        token,
        "--rotation-lambda-arn",
        program.function("KeyturnIAMAccessKeyRotation"),
        "--rotation-rules",
        "AutomaticallyAfterDays=30");
  }

  public void awaitEnd(String token) {
    await("the rotation of " + arn).atMost(Duration.ofSeconds(30)).until(() -> isOver(token));
  }

  /// Whether the version of this token is current, and nothing else.
  public boolean isOver(String token) {
    try (SecretsManagerClient client = Sdk.client(program)) {
      List<String> labels =
          client.describeSecret(request -> request.secretId(arn)).versionIdsToStages().get(token);
      return List.of("AWSCURRENT").equals(labels);
    } catch (SdkClientException down) {
      return false;
    }
  }
}
