package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A walk over the operations with the unmodified AWS CLI. Secrets reach it through files, never on
/// a command line.
class AwsCliIT {
  @TempDir static Path folder;
  private static Program program;
  private static Tool aws;

  @BeforeAll
  static void start() throws Exception {
    program = Program.start("aws-cli");
    aws = Tool.awsCli(program);
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  @Test
  void aSecretFromItsCreationToItsDeletion() throws Exception {
    String first = secret();
    JsonNode made =
        aws.json(
            "create-secret",
            "--name",
            "walk/life",
            "--secret-string",
            file(first),
            "--tags",
            "Key=team,Value=payments");
    String arn = made.required("ARN").asString();
    assertThat(valueOf("walk/life")).isEqualTo(first);
    assertThat(valueOf(arn)).isEqualTo(first);
    assertThat(valueOf(arn.substring(0, arn.length() - 7))).isEqualTo(first);

    String second = secret();
    JsonNode put =
        aws.json("put-secret-value", "--secret-id", arn, "--secret-string", file(second));
    assertThat(put.required("VersionStages").toString()).isEqualTo("[\"AWSCURRENT\"]");
    assertThat(valueOf("walk/life")).isEqualTo(second);
    assertThat(valueOf("walk/life", "--version-stage", "AWSPREVIOUS")).isEqualTo(first);

    JsonNode described = aws.json("describe-secret", "--secret-id", "walk/life");
    assertThat(described.required("Tags").toString()).contains("payments");
    assertThat(described.required("VersionIdsToStages").size()).isEqualTo(2);

    assertThat(aws.json("delete-secret", "--secret-id", arn).has("DeletionDate")).isTrue();
    assertThat(aws.run("get-secret-value", "--secret-id", arn).errors())
        .contains("InvalidRequestException", "because it was marked for deletion");
    aws.json("restore-secret", "--secret-id", arn);
    assertThat(valueOf(arn)).isEqualTo(second);
    aws.json("delete-secret", "--secret-id", arn, "--force-delete-without-recovery");
    assertThat(aws.run("get-secret-value", "--secret-id", arn).errors())
        .contains("ResourceNotFoundException", "can't find the specified secret.");
  }

  @Test
  void versionsAndTheirLabels() throws Exception {
    String first = secret();
    String firstId = create("walk/labels", first).required("VersionId").asString();
    String second = secret();
    String secondId =
        aws.json(
                "put-secret-value",
                "--secret-id",
                "walk/labels",
                "--secret-string",
                file(second),
                "--version-stages",
                "CANDIDATE")
            .required("VersionId")
            .asString();
    assertThat(valueOf("walk/labels")).isEqualTo(first);
    assertThat(valueOf("walk/labels", "--version-stage", "CANDIDATE")).isEqualTo(second);
    assertThat(valueOf("walk/labels", "--version-id", secondId)).isEqualTo(second);

    aws.json(
        "update-secret-version-stage",
        "--secret-id",
        "walk/labels",
        "--version-stage",
        "AWSCURRENT",
        "--move-to-version-id",
        secondId,
        "--remove-from-version-id",
        firstId);
    assertThat(valueOf("walk/labels")).isEqualTo(second);
    assertThat(valueOf("walk/labels", "--version-stage", "AWSPREVIOUS")).isEqualTo(first);
    JsonNode versions =
        aws.json("list-secret-version-ids", "--secret-id", "walk/labels", "--include-deprecated");
    assertThat(versions.required("Versions").size()).isEqualTo(2);
    assertThat(
            aws.run("get-secret-value", "--secret-id", "walk/labels", "--version-stage", "NONE")
                .errors())
        .contains("can't find the specified secret value for staging label: NONE");
  }

  @Test
  void updatesDescriptionValueAndTags() throws Exception {
    create("walk/update", secret());
    String value = secret();
    JsonNode updated =
        aws.json(
            "update-secret",
            "--secret-id",
            "walk/update",
            "--description",
            "new words",
            "--secret-string",
            file(value));
    assertThat(updated.has("VersionId")).isTrue();
    assertThat(valueOf("walk/update")).isEqualTo(value);
    aws.json("tag-resource", "--secret-id", "walk/update", "--tags", "Key=a,Value=1");
    aws.json("tag-resource", "--secret-id", "walk/update", "--tags", "Key=b,Value=2");
    aws.json("untag-resource", "--secret-id", "walk/update", "--tag-keys", "a");
    JsonNode described = aws.json("describe-secret", "--secret-id", "walk/update");
    assertThat(described.required("Description").asString()).isEqualTo("new words");
    assertThat(described.required("Tags").toString())
        .isEqualTo("[{\"Key\":\"b\",\"Value\":\"2\"}]");
  }

  @Test
  void binaryValues() throws Exception {
    byte[] bytes = {0, 1, 2, (byte) 0xff, (byte) 0xfe};
    Path file = java.nio.file.Files.write(folder.resolve("binary"), bytes);
    aws.json("create-secret", "--name", "walk/binary", "--secret-binary", "fileb://" + file);
    JsonNode read = aws.json("get-secret-value", "--secret-id", "walk/binary");
    assertThat(Base64.getDecoder().decode(read.required("SecretBinary").asString()))
        .isEqualTo(bytes);
    assertThat(read.has("SecretString")).isFalse();
  }

  @Test
  void listsPageByPage() throws Exception {
    for (int i = 0; i < 5; i++) {
      create("walk/page-" + i, secret());
    }
    JsonNode all = aws.json("list-secrets", "--page-size", "2");
    assertThat(all.required("SecretList").findValuesAsString("Name"))
        .contains("walk/page-0", "walk/page-1", "walk/page-2", "walk/page-3", "walk/page-4");
    JsonNode some = aws.json("list-secrets", "--max-items", "2");
    assertThat(some.required("SecretList").size()).isEqualTo(2);
    assertThat(some.has("NextToken")).isTrue();
  }

  @Test
  void logsWithoutTheSecretsThatWerePutIntoThem() throws Exception {
    Tool logs = Tool.awsCli(program, "logs");
    String value = secret();
    create("walk/logged", value);
    logs.json("create-log-group", "--log-group-name", "/walk/logs");
    logs.json("create-log-stream", "--log-group-name", "/walk/logs", "--log-stream-name", "one");
    String events =
        "[{\"timestamp\":%1$d,\"message\":\"got %2$s\"},{\"timestamp\":%1$d,\"message\":\"ERROR\"}]"
            .formatted(System.currentTimeMillis(), valueOf("walk/logged"));
    logs.json(
        "put-log-events",
        "--log-group-name",
        "/walk/logs",
        "--log-stream-name",
        "one",
        "--log-events",
        file(events));
    assertThat(
            logs.json("describe-log-groups", "--log-group-name-prefix", "/walk")
                .required("logGroups")
                .findValuesAsString("logGroupName"))
        .containsExactly("/walk/logs");
    assertThat(
            logs.json(
                    "get-log-events",
                    "--log-group-name",
                    "/walk/logs",
                    "--log-stream-name",
                    "one",
                    "--start-from-head")
                .required("events")
                .findValuesAsString("message"))
        .containsExactly("got [masked]", "ERROR");
    // As `aws logs tail` asks.
    assertThat(
            logs.json(
                    "filter-log-events",
                    "--log-group-name",
                    "/walk/logs",
                    "--interleaved",
                    "--start-time",
                    "0",
                    "--filter-pattern",
                    "ERROR")
                .required("events")
                .findValuesAsString("message"))
        .containsExactly("ERROR");
    assertThat(logs.run("describe-log-streams", "--log-group-name", "/walk/none").errors())
        .contains("ResourceNotFoundException", "The specified log group does not exist.");
  }

  @Test
  void randomPasswords() throws Exception {
    String password =
        aws.json("get-random-password", "--password-length", "40", "--exclude-punctuation")
            .required("RandomPassword")
            .asString();
    assertThat(Evidence.secret(password)).hasSize(40).isAlphanumeric();
  }

  @Test
  void rotationIsRefusedWithAwssWords() throws Exception {
    create("walk/rotation", secret());
    assertThat(aws.run("rotate-secret", "--secret-id", "walk/rotation").errors())
        .contains("InvalidRequestException")
        .contains("No Lambda rotation function ARN is associated with this secret.");
    Tool.Result unknown =
        aws.run(
            "rotate-secret",
            "--secret-id",
            "walk/rotation",
            "--rotation-lambda-arn",
            program.function("NoSuchFunction"),
            "--rotation-rules",
            "AutomaticallyAfterDays=30");
    assertThat(unknown.errors())
        .contains("AccessDeniedException")
        .contains("Secrets Manager cannot invoke the specified Lambda function.");
    assertThat(aws.run("cancel-rotate-secret", "--secret-id", "walk/rotation").errors())
        .contains("InvalidRequestException");
  }

  @Test
  void errorsHaveAwssCodesAndTexts() throws Exception {
    assertThat(aws.run("get-secret-value", "--secret-id", "nobody").errors())
        .contains("(ResourceNotFoundException)")
        .contains("Secrets Manager can't find the specified secret.");
    create("walk/twice", secret());
    assertThat(
            aws.run("create-secret", "--name", "walk/twice", "--secret-string", file(secret()))
                .errors())
        .contains("(ResourceExistsException)")
        .contains("The operation failed because the secret walk/twice already exists.");
  }

  private static JsonNode create(String name, String value) throws IOException {
    return aws.json("create-secret", "--name", name, "--secret-string", file(value));
  }

  private static String valueOf(String id, String... more) throws IOException {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "get-secret-value";
    arguments[1] = "--secret-id";
    arguments[2] = id;
    System.arraycopy(more, 0, arguments, 3, more.length);
    return aws.json(arguments).required("SecretString").asString();
  }

  private static String secret() {
    return Evidence.secret(Program.randomText(32));
  }

  private static String file(String value) throws IOException {
    return Tool.fileOf(folder, value);
  }
}
