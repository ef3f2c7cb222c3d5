package dev.keyturn.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.operation.Operation;
import dev.keyturn.server.door.House.Answer;
import dev.keyturn.server.door.House.Held;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation of every table, called from another account: by its administrator and by a user
/// whose own policies allow everything.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoAccountsTest {
  private static final String ACCOUNT = "111122223333";
  private static final String OTHER = "444455556666";
  private static final String VALUE = "what only the owner knows";

  /// What AWS tells everybody: whose an access key is.
  private static final Set<String> TELLS_THE_ACCOUNT = Set.of("GetAccessKeyInfo");

  private static final Set<String> ON_VALUES =
      Set.of("GetSecretValue", "PutSecretValue", "UpdateSecret");

  private static final String LAMBDA =
      """
      {"Version":"2012-10-17","Statement":{"Effect":"Allow",\
      "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}\
      """;

  @TempDir private static Path folder;
  private static WatchedStore store;
  private static House house;
  private static Held owner;
  private static Held alice;
  private static Held strangersAdministrator;
  private static Held stranger;
  private static Held plain;
  private static Inputs existing;
  private static Inputs missing;

  @BeforeAll
  static void start() {
    store = new WatchedStore();
    house = new House(folder.resolve("data"), _ -> store);
    owner = house.newAccount(ACCOUNT);
    alice = house.newUser(owner, "alice");
    strangersAdministrator = house.newAccount(OTHER);
    stranger = house.newUser(strangersAdministrator, "mallory");
    plain = house.newUser(strangersAdministrator, "plain");
    var _ =
        House.require(
            house.iam(
                strangersAdministrator,
                "DeleteUserPolicy",
                Map.of("UserName", "plain", "PolicyName", "all")));
    existing = inputs(secret("db"), "");
    missing = inputs("arn:aws:secretsmanager:eu-west-1:" + ACCOUNT + ":secret:none-AbCdEf", "none");
    iam("CreateGroup", Map.of("GroupName", "staff"));
    iam("AddUserToGroup", Map.of("GroupName", "staff", "UserName", "alice"));
    iam("CreateRole", Map.of("RoleName", "app", "AssumeRolePolicyDocument", House.trust(ACCOUNT)));
    iam("CreatePolicy", Map.of("PolicyName", "some", "PolicyDocument", House.ALL));
    logs("CreateLogGroup", Map.of("logGroupName", "/aws/lambda/mine"));
    logs("CreateLogStream", Map.of("logGroupName", "/aws/lambda/mine", "logStreamName", "one"));
    iam("CreateRole", Map.of("RoleName", "function", "AssumeRolePolicyDocument", LAMBDA));
    lambda(
        "CreateFunction",
        Map.of(
            "FunctionName",
            "mine",
            "Runtime",
            "provided.al2023",
            "Role",
            "arn:aws:iam::" + ACCOUNT + ":role/function",
            "Code",
            Map.of("ZipFile", Inputs.zip())));
    lambda("PublishLayerVersion", existing.only("layerName", "content"));
    lambda(
        "CreateAlias",
        Map.of("FunctionName", "mine", "Name", "alias", "FunctionVersion", "$LATEST"));
    store.forget();
  }

  private static String secret(String name) {
    return house
        .call(
            owner,
            "secretsmanager.CreateSecret",
            Map.of(
                "Name",
                name,
                "SecretString",
                VALUE,
                "ClientRequestToken",
                UUID.randomUUID().toString()))
        .json()
        .required("ARN")
        .asString();
  }

  private static Inputs inputs(String secret, String suffix) {
    Map<String, Object> names =
        new HashMap<>(
            Map.of(
                "logGroupName",
                "/aws/lambda/mine" + suffix,
                "resourceArn",
                "arn:aws:logs:%s:%s:log-group:/aws/lambda/mine%s"
                    .formatted(House.REGION, ACCOUNT, suffix)));
    String functions = "arn:aws:lambda:%s:%s:".formatted(House.REGION, ACCOUNT);
    names.putAll(
        Map.of(
            "functionName", functions + "function:mine" + suffix,
            "resource", functions + "function:mine" + suffix,
            "layerName", functions + "layer:mine" + suffix,
            "arn", functions + "layer:mine" + suffix + ":1",
            "role", "arn:aws:iam::" + ACCOUNT + ":role/function"));
    names.putAll(
        Map.of(
            "secretId", secret,
            "userName", "alice" + suffix,
            "groupName", "staff" + suffix,
            "roleName", "app" + suffix,
            "policyName", "some" + suffix,
            "policyArn", "arn:aws:iam::" + ACCOUNT + ":policy/some" + suffix,
            "permissionsBoundary", "arn:aws:iam::" + ACCOUNT + ":policy/some" + suffix,
            "policySourceArn", "arn:aws:iam::" + ACCOUNT + ":user/alice" + suffix,
            "roleArn", "arn:aws:iam::" + ACCOUNT + ":role/app" + suffix,
            "accessKeyId", suffix.isEmpty() ? alice.id() : "AKIA2222222222222222"));
    return Inputs.at(names);
  }

  private static void iam(String action, Map<String, String> input) {
    var _ = House.require(house.iam(owner, action, input));
  }

  private static void logs(String operation, Map<String, String> input) {
    var _ = House.require(house.logs(owner, operation, input));
  }

  private static void lambda(String operation, Map<String, ?> input) {
    var _ = House.require(house.lambda(owner, operation, input));
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  /// A row of a table.
  record Row(String service, Operation<?, ?, ?> operation) {
    String name() {
      return operation.name();
    }

    Answer call(Held caller, Inputs inputs) {
      return switch (service) {
        case "iam" -> house.iam(caller, name(), inputs.query(operation));
        case "sts" -> house.sts(caller, name(), inputs.query(operation));
        case "lambda" -> house.lambda(caller, name(), inputs.lambda(operation));
        case "logs" -> house.logs(caller, name(), inputs.logs(operation));
        default -> house.call(caller, service + "." + name(), inputs.json(operation));
      };
    }

    /// An ARN of another account names nothing to CloudWatch Logs, which shares nothing.
    Set<String> refusals() {
      return service.equals("logs")
          ? Set.of("InvalidParameterException")
          : Set.of("AccessDeniedException", "AccessDenied", "NoSuchEntity");
    }

    @Override
    public String toString() {
      return service + " " + name();
    }
  }

  static Stream<Row> rows() {
    return house.services().stream()
        .flatMap(service ->
            service.operations().stream().map(operation -> new Row(service.name(), operation)))
        // What is only looked at is still there.
        .sorted(Comparator.comparing(row -> row.operation.effect()));
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("rows")
  void seesAndChangesNothingOfAnotherAccount(Row row) {
    for (Held caller : List.of(strangersAdministrator, stranger)) {
      Answer answer = row.call(caller, existing);

      assertThat(answer.status()).as(answer.body()).isLessThan(500);
      assertThat(answer.body()).doesNotContain(VALUE, owner.id());
      if (answer.isDone() && !TELLS_THE_ACCOUNT.contains(row.name())) {
        assertThat(answer.body()).doesNotContain(ACCOUNT, alice.id());
      }
    }
    assertThat(store.writtenUnder(List.of(ACCOUNT, owner.id(), alice.id()))).isEmpty();
  }

  @Order(2)
  @ParameterizedTest
  @MethodSource("namingByArn")
  void isRefusedWhatItNames(Row row) {
    for (Held caller : List.of(strangersAdministrator, stranger)) {
      Answer answer = row.call(caller, existing);

      assertThat(answer.code()).as(answer.body()).isIn(row.refusals());
      assertThat(row.call(caller, missing).code()).as("whether it exists").isEqualTo(answer.code());
    }
  }

  static Stream<Row> namingByArn() {
    return rows().filter(row -> Inputs.namesByArn(row.operation));
  }

  @Test
  @Order(3)
  void aRoleIsLentToTheAccountThatItTrustsAndToNobodyElse() {
    Held third = house.newUser(house.newAccount("777788880000"), "third");
    iam("CreateRole", Map.of("RoleName", "lent", "AssumeRolePolicyDocument", House.trust(OTHER)));
    iam(
        "PutRolePolicy",
        Map.of("RoleName", "lent", "PolicyName", "all", "PolicyDocument", House.ALL));
    Map<String, String> lent =
        Map.of("RoleArn", "arn:aws:iam::" + ACCOUNT + ":role/lent", "RoleSessionName", "one");

    for (Held refused : List.of(third, alice, owner, strangersAdministrator)) {
      assertThat(house.sts(refused, "AssumeRole", lent).code()).isEqualTo("AccessDenied");
    }
    Held session = House.held(House.require(house.sts(stranger, "AssumeRole", lent)));
    assertThat(house.sts(session, "GetCallerIdentity", Map.of()).text("Arn"))
        .isEqualTo("arn:aws:sts::" + ACCOUNT + ":assumed-role/lent/one");
    assertThat(
            house
                .call(session, "secretsmanager.GetSecretValue", Map.of("SecretId", "db"))
                .json()
                .required("SecretString")
                .asString())
        .isEqualTo(VALUE);
  }

  @ParameterizedTest
  @Order(3)
  @MethodSource("onSecrets")
  void aSecretOpensToWhomItsPolicyAndTheirOwnBothAllowTheVeryAction(Row row) {
    Inputs fresh = inputs(secret("granted/" + row.name()), "");
    grant(fresh, actions(row), stranger, plain);

    Answer answer = row.call(stranger, fresh);
    assertThat(answer.code())
        .isNotIn("AccessDeniedException", "ResourceNotFoundException", "ValidationException");
    if (ON_VALUES.contains(row.name())) {
      // The default key encrypts for its own account only.
      assertThat(answer.body()).contains("from a different AWS account").doesNotContain(VALUE);
    }
    for (Held refused : List.of(plain, strangersAdministrator)) {
      assertThat(row.call(refused, fresh).code()).isEqualTo("AccessDeniedException");
    }
    Inputs other = inputs(secret("other/" + row.name()), "");
    grant(other, "\"secretsmanager:Nothing\"", stranger, plain);
    assertThat(row.call(stranger, other).code()).isEqualTo("AccessDeniedException");
  }

  static Stream<Row> onSecrets() {
    return rows().filter(row -> Inputs.names(row.operation, "secretId"));
  }

  /// Asking whether a policy could be attached takes the right to attach it.
  private static String actions(Row row) {
    String own = "\"" + row.operation.action() + "\"";
    return row.name().equals("ValidateResourcePolicy")
        ? own + ",\"secretsmanager:PutResourcePolicy\""
        : own;
  }

  private static void grant(Inputs secret, String actions, Held... users) {
    String principals =
        Stream.of(users)
            .map(user -> "\"" + house.sts(user, "GetCallerIdentity", Map.of()).text("Arn") + "\"")
            .collect(Collectors.joining(","));
    String policy =
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":[%s]},\
        "Action":[%s],"Resource":"*"}}\
        """
            .formatted(principals, actions);
    var _ =
        House.require(
            house.call(
                owner,
                "secretsmanager.PutResourcePolicy",
                Map.of(
                    "SecretId",
                    secret.values().getOrDefault("secretId", ""),
                    "ResourcePolicy",
                    policy)));
  }

  /// What was asked for above makes sense: the owner is refused it for no lack of rights.
  @Order(4)
  @ParameterizedTest
  @MethodSource("rows")
  void theOwnerMay(Row row) {
    Held caller =
        switch (row.name()) {
          case "AssumeRole" -> alice;
          case "CreateAccount", "ListAccounts" -> house.administrator;
          default -> owner;
        };
    Answer answer = row.call(caller, existing);

    assertThat(answer.status()).as(answer.body()).isLessThan(500);
    assertThat(answer.code())
        .as(answer.body())
        .isNotIn(
            "AccessDeniedException",
            "AccessDenied",
            "ValidationException",
            "ValidationError",
            "InvalidAction",
            "UnknownOperationException",
            "SerializationException",
            "InvalidSignatureException");
  }
}
