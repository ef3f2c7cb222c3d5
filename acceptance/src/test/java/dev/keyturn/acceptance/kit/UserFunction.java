package dev.keyturn.acceptance.kit;

import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// A user's rotation function, made with the unmodified AWS CLI by the commands of AWS's guide.
public final class UserFunction {
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
      "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}\
      """;
  private static final String RIGHTS =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[\
      "secretsmanager:DescribeSecret","secretsmanager:GetSecretValue",\
      "secretsmanager:PutSecretValue","secretsmanager:UpdateSecretVersionStage"],\
      "Resource":"arn:aws:secretsmanager:*:*:secret:rotated-*"},\
      {"Effect":"Allow","Action":"secretsmanager:GetRandomPassword","Resource":"*"}]}\
      """;

  private final String name;
  private final JsonNode made;

  private UserFunction(String name, JsonNode made) {
    this.name = name;
    this.made = made;
  }

  /// The role of all of them; its ARN.
  public static String role(Program program) throws IOException {
    Tool iam = Tool.awsCli(program, "iam");
    String arn =
        iam.json("create-role", "--role-name", "rotation", "--assume-role-policy-document", TRUST)
            .required("Role")
            .required("Arn")
            .asString();
    iam.json(
        "put-role-policy",
        "--role-name",
        "rotation",
        "--policy-name",
        "rotate",
        "--policy-document",
        RIGHTS);
    return arn;
  }

  /// A function that Secrets Manager may call, and that is ready.
  public static UserFunction create(
      Program program, Language language, String role, Gate gate, Path folder) throws IOException {
    Tool lambda = Tool.awsCli(program, "lambda");
    String name = "rotate-" + language.name();
    JsonNode made =
        lambda.json(
            "create-function",
            "--function-name",
            name,
            "--runtime",
            language.runtime(),
            "--handler",
            language.handler(),
            "--role",
            role,
            "--timeout",
            "30",
            "--memory-size",
            "256",
            "--environment",
            "Variables={GATE=" + gate.address() + "}",
            "--zip-file",
            "fileb://" + language.zip(folder));
    lambda.json("wait", "function-active-v2", "--function-name", name);
    lambda.json(
        "add-permission",
        "--function-name",
        name,
        "--statement-id",
        "SecretsManagerAccess",
        "--action",
        "lambda:InvokeFunction",
        "--principal",
        "secretsmanager.amazonaws.com",
        "--source-account",
        Program.ACCOUNT);
    return new UserFunction(name, made);
  }

  public String name() {
    return name;
  }

  public String arn() {
    return made.required("FunctionArn").asString();
  }

  /// What the answer said of it.
  public JsonNode made() {
    return made;
  }
}
