package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// IAM, STS and accounts with the unmodified AWS CLI.
class IdentityIT {
  private static final String READ_ONLY =
      """
      {"Version":"2012-10-17","Statement":{"Effect":"Allow",\
      "Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Resource":\
      "arn:aws:secretsmanager:*:*:secret:app/${aws:username}/*"}}\
      """;

  @TempDir static Path folder;
  private static Program program;
  private static Tool iam;
  private static Tool sts;
  private static Tool secrets;

  @BeforeAll
  static void start() throws Exception {
    program = Program.start("identity");
    iam = Tool.awsCli(program, "iam");
    sts = Tool.awsCli(program, "sts");
    secrets = Tool.awsCli(program);
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  @Test
  void tellsACallerWhoItIs() throws Exception {
    JsonNode identity = sts.json("get-caller-identity");

    assertThat(identity.required("Account").asString()).isEqualTo(Program.ACCOUNT);
    assertThat(identity.required("UserId").asString()).isEqualTo(Program.ACCOUNT);
    assertThat(identity.required("Arn").asString())
        .isEqualTo("arn:aws:iam::" + Program.ACCOUNT + ":root");
  }

  @Test
  void aUserMayWhatItsPolicySaysAndNothingElse() throws Exception {
    JsonNode key = user("reader", READ_ONLY);
    create("app/reader/db");
    create("app/other/db");
    Tool reader = secrets.as(key);

    assertThat(sts.as(key).json("get-caller-identity").required("Arn").asString())
        .isEqualTo("arn:aws:iam::" + Program.ACCOUNT + ":user/reader");
    assertThat(reader.run("get-secret-value", "--secret-id", "app/reader/db").exitCode()).isZero();
    for (List<String> refused :
        List.of(
            List.of("get-secret-value", "--secret-id", "app/other/db"),
            List.of("delete-secret", "--secret-id", "app/reader/db"),
            List.of("list-secrets"))) {
      assertThat(reader.run(refused.toArray(String[]::new)).errors())
          .contains(
              "AccessDeniedException",
              "User: arn:aws:iam::"
                  + Program.ACCOUNT
                  + ":user/reader is not authorized to perform");
    }
    assertThat(iam.as(key).run("list-users").errors()).contains("(AccessDenied)");

    iam.json(
        "update-access-key",
        "--user-name",
        "reader",
        "--access-key-id",
        id(key),
        "--status",
        "Inactive");
    assertThat(reader.run("list-secrets").errors()).contains("(UnrecognizedClientException)");
    assertThat(sts.as(key).run("get-caller-identity").errors()).contains("(InvalidClientTokenId)");
    iam.json("delete-access-key", "--user-name", "reader", "--access-key-id", id(key));
    assertThat(reader.run("list-secrets").errors()).contains("(UnrecognizedClientException)");
  }

  @Test
  void aUserHasTwoAccessKeysAtMost() throws Exception {
    iam.json("create-user", "--user-name", "twice");
    iam.json("create-access-key", "--user-name", "twice");
    iam.json("create-access-key", "--user-name", "twice");

    assertThat(iam.run("create-access-key", "--user-name", "twice").errors())
        .contains("(LimitExceeded)", "Cannot exceed quota for AccessKeysPerUser: 2");
    assertThat(
            iam.json("list-access-keys", "--user-name", "twice")
                .required("AccessKeyMetadata")
                .size())
        .isEqualTo(2);
    assertThat(iam.run("get-user", "--user-name", "nobody").errors()).contains("(NoSuchEntity)");
    assertThat(iam.run("create-user", "--user-name", "TWICE").errors())
        .contains("(EntityAlreadyExists)");
  }

  @Test
  void aRoleIsLentForATime() throws Exception {
    JsonNode borrower =
        user(
            "borrower",
            """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}\
            """);
    String trust =
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},\
        "Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"open"}}}}\
        """
            .formatted(Program.ACCOUNT);
    iam.json("create-role", "--role-name", "lister", "--assume-role-policy-document", file(trust));
    iam.json(
        "put-role-policy",
        "--role-name",
        "lister",
        "--policy-name",
        "list",
        "--policy-document",
        file(
            """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"secretsmanager:ListSecrets","Resource":"*"}}\
            """));
    String role = "arn:aws:iam::" + Program.ACCOUNT + ":role/lister";

    assertThat(
            sts.as(borrower)
                .run("assume-role", "--role-arn", role, "--role-session-name", "session")
                .errors())
        .contains("(AccessDenied)", "is not authorized to perform: sts:AssumeRole");
    JsonNode lent =
        sts.as(borrower)
            .json(
                "assume-role",
                "--role-arn",
                role,
                "--role-session-name",
                "session",
                "--external-id",
                "open",
                "--duration-seconds",
                "900")
            .required("Credentials");
    assertThat(sts.as(lent).json("get-caller-identity").required("Arn").asString())
        .isEqualTo("arn:aws:sts::" + Program.ACCOUNT + ":assumed-role/lister/session");
    assertThat(secrets.as(lent).run("list-secrets").exitCode()).isZero();
    assertThat(secrets.as(borrower).run("list-secrets").errors()).contains("AccessDeniedException");
  }

  @Test
  void accountsAreApart() throws Exception {
    create("shared/name");
    JsonNode made = Tool.keyturn(program, "account").json("create", "--name", "other", "--json");
    String other = made.required("AccountId").asString();

    assertThat(sts.as(made).json("get-caller-identity").required("Account").asString())
        .isEqualTo(other);
    assertThat(secrets.as(made).json("list-secrets").required("SecretList").isEmpty()).isTrue();
    assertThat(secrets.as(made).run("describe-secret", "--secret-id", "shared/name").errors())
        .contains("ResourceNotFoundException");
    String arn =
        secrets.json("describe-secret", "--secret-id", "shared/name").required("ARN").asString();
    assertThat(secrets.as(made).run("describe-secret", "--secret-id", arn).errors())
        .contains("AccessDeniedException");
    assertThat(iam.as(made).json("list-users").required("Users").isEmpty()).isTrue();
    assertThat(Tool.keyturn(program, "account").run("list").output())
        .contains(other, Program.ACCOUNT);
  }

  /// The access key of a new user.
  private static JsonNode user(String name, String policy) throws Exception {
    iam.json("create-user", "--user-name", name);
    iam.json(
        "put-user-policy",
        "--user-name",
        name,
        "--policy-name",
        "own",
        "--policy-document",
        file(policy));
    return iam.json("create-access-key", "--user-name", name).required("AccessKey");
  }

  private static void create(String name) throws Exception {
    secrets.json("create-secret", "--name", name, "--secret-string", file(Program.randomText(30)));
  }

  private static String id(JsonNode key) {
    return key.required("AccessKeyId").asString();
  }

  private static String file(String text) throws Exception {
    return Tool.fileOf(folder, text);
  }
}
