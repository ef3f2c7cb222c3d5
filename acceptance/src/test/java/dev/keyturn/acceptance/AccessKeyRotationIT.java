package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Sdk;
import dev.keyturn.acceptance.kit.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One user with two access keys, which another identity rotates while an application goes on with
/// them: step by step with the unmodified AWS CLI.
class AccessKeyRotationIT {
  private static final int ROTATIONS = 10;
  private static final JsonMapper JSON = new JsonMapper();
  @TempDir static Path folder;
  private static Program program;
  private static Tool iam;
  private static Tool secrets;

  @BeforeAll
  static void start() throws Exception {
    program = Program.start("access-key-rotation");
    iam = Tool.awsCli(program, "iam");
    secrets = Tool.awsCli(program);
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  private static JsonNode newKey(String user) throws IOException {
    JsonNode key = iam.json("create-access-key", "--user-name", user).required("AccessKey");
    Evidence.secret(key.required("SecretAccessKey").asString());
    return key;
  }

  private static String secret(String name, String user, JsonNode key, String more)
      throws IOException {
    String json =
        """
        {"username":"%s","accessKeyId":"%s","secretAccessKey":"%s"%s}\
        """
            .formatted(
                user,
                key.required("AccessKeyId").asString(),
                key.required("SecretAccessKey").asString(),
                more);
    return secrets
        .json("create-secret", "--name", name, "--secret-string", Tool.fileOf(folder, json))
        .required("ARN")
        .asString();
  }

  private static void allow(String user, String actions, String resource) throws IOException {
    String policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":%s,"Resource":"%s"}]}\
        """
            .formatted(actions, resource);
    iam.json(
        "put-user-policy",
        "--user-name",
        user,
        "--policy-name",
        "job",
        "--policy-document",
        policy);
  }

  private static JsonNode current(String arn) throws IOException {
    JsonNode value = secrets.json("get-secret-value", "--secret-id", arn);
    JsonNode json = JSON.readTree(value.required("SecretString").asString());
    Evidence.secret(json.required("secretAccessKey").asString());
    return json;
  }

  private static List<String> keys() throws IOException {
    List<String> ids = new ArrayList<>();
    iam.json("list-access-keys", "--user-name", "app")
        .required("AccessKeyMetadata")
        .forEach(key -> ids.add(key.required("AccessKeyId").asString()));
    Collections.sort(ids);
    return ids;
  }

  /// An application: it holds nothing but the key of its secret, reads the secret with it each
  /// time, and goes on with what it has read.
  private static final class ApplicationLoop implements Runnable {
    final AtomicInteger calls = new AtomicInteger();
    final List<String> refusals = Collections.synchronizedList(new ArrayList<>());
    final AtomicBoolean over = new AtomicBoolean();
    private final String arn;
    private String json;

    ApplicationLoop(String arn, String json) {
      this.arn = arn;
      this.json = json;
    }

    @Override
    public void run() {
      while (!over.get()) {
        JsonNode key = JSON.readTree(json);
        try (SecretsManagerClient client =
            Sdk.client(
                program,
                key.required("accessKeyId").asString(),
                key.required("secretAccessKey").asString())) {
          json = client.getSecretValue(request -> request.secretId(arn)).secretString();
          calls.incrementAndGet();
        } catch (RuntimeException refused) {
          refusals.add(String.valueOf(refused.getMessage()));
        }
      }
    }
  }

  @Test
  void tenRotationsAndNoCallDenied() throws Exception {
    iam.json("create-user", "--user-name", "app");
    iam.json("create-user", "--user-name", "keeper");
    allow(
        "keeper",
        """
        ["iam:ListAccessKeys","iam:CreateAccessKey","iam:UpdateAccessKey",\
        "iam:DeleteAccessKey","iam:GetAccessKeyLastUsed"]\
        """,
        "arn:aws:iam::%s:user/app".formatted(Program.ACCOUNT));
    String master = secret("keeper-key", "keeper", newKey("keeper"), "");
    String arn = secret("app-key", "app", newKey("app"), ",\"masterarn\":\"%s\"".formatted(master));
    allow("app", "[\"secretsmanager:GetSecretValue\"]", arn);

    ApplicationLoop application = new ApplicationLoop(arn, current(arn).toString());
    Thread running = Thread.ofVirtual().start(application);
    List<String> seen = new ArrayList<>(keys());
    for (int i = 0; i < ROTATIONS; i++) {
      String before = current(arn).required("accessKeyId").asString();
      rotate(arn);
      String after = current(arn).required("accessKeyId").asString();
      assertThat(after).isNotEqualTo(before);
      assertThat(seen).doesNotContain(after);
      seen.add(after);
      assertThat(keys()).containsExactlyInAnyOrder(before, after);
    }
    application.over.set(true);
    running.join();
    assertThat(application.refusals).isEmpty();
    assertThat(application.calls.get()).isGreaterThan(10 * ROTATIONS);
  }

  private static void rotate(String arn) throws IOException {
    String token =
        secrets
            .json(
                "rotate-secret",
                "--secret-id",
                arn,
                "--rotation-lambda-arn",
                program.function("KeyturnIAMAccessKeyRotation"),
                "--rotation-rules",
                "AutomaticallyAfterDays=30")
            .required("VersionId")
            .asString();
    await("the rotation of " + arn)
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            secrets
                .json("describe-secret", "--secret-id", arn)
                .required("VersionIdsToStages")
                .path(token)
                .toString()
                .equals("[\"AWSCURRENT\"]"));
  }
}
