package dev.keyturn.lambda;

import static dev.keyturn.lambda.CallsFixture.ACCOUNT;
import static dev.keyturn.lambda.CallsFixture.FOREIGN;
import static dev.keyturn.lambda.CallsFixture.arn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.Caller;
import dev.keyturn.lambda.PolicyOperations.AddPermission;
import dev.keyturn.lambda.PolicyOperations.Added;
import dev.keyturn.lambda.PolicyOperations.GetPolicy;
import dev.keyturn.lambda.PolicyOperations.RemovePermission;
import dev.keyturn.lambda.PolicyOperations.Shown;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.PolicyLengthExceeded;
import dev.keyturn.operation.Refusal.PreconditionFailed;
import dev.keyturn.operation.Refusal.ResourceConflict;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PolicyOperationsTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final CallsFixture lambda = new CallsFixture();

  @BeforeEach
  void aFunction() {
    lambda.make("rotator");
    lambda.publish("rotator", "live");
  }

  private static AddPermission permission(String id, String principal) {
    return permission(id, principal, Optional.empty(), Optional.empty());
  }

  private static AddPermission permission(
      String id, String principal, Optional<String> qualifier, Optional<String> revision) {
    return new AddPermission(
        "rotator",
        id,
        "lambda:InvokeFunction",
        principal,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        qualifier,
        revision,
        Optional.empty());
  }

  private JsonNode add(AddPermission permission) {
    return JSON.readTree(lambda.send(permission, Added.class).statement());
  }

  private Shown policy(Optional<String> qualifier) {
    return lambda.send(new GetPolicy("rotator", qualifier), Shown.class);
  }

  private JsonNode statements() {
    return JSON.readTree(policy(Optional.empty()).policy()).path("Statement");
  }

  private void remove(String id, Optional<String> revision) {
    Nothing _ =
        lambda.send(new RemovePermission("rotator", id, Optional.empty(), revision), Nothing.class);
  }

  @Test
  void theSeedsCommandMakesAwssStatement() {
    lambda.permit("rotator", Optional.empty());
    String expected =
        """
        {"Sid":"SecretsManagerAccess","Effect":"Allow",\
        "Principal":{"Service":"secretsmanager.amazonaws.com"},\
        "Action":"lambda:InvokeFunction",\
        "Resource":"arn:aws:lambda:eu-west-1:111122223333:function:rotator",\
        "Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"}}}\
        """;
    assertThat(policy(Optional.empty()).policy())
        .isEqualTo(
            "{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[" + expected + "]}");
  }

  @Test
  void everyConditionHasItsPlace() {
    JsonNode statement =
        add(
            new AddPermission(
                "rotator",
                "s1",
                "lambda:*",
                "*",
                Optional.of("arn:aws:s3:::bucket"),
                Optional.of(ACCOUNT.value()),
                Optional.of("token-1"),
                Optional.empty(),
                Optional.empty(),
                Optional.of("o-abcdefghij")));
    assertThat(statement.path("Principal").asString()).isEqualTo("*");
    assertThat(statement.path("Condition"))
        .isEqualTo(
            JSON.readTree(
                """
                {"StringEquals":{"AWS:SourceAccount":"111122223333","aws:PrincipalOrgID":"o-abcdefghij",\
                "lambda:EventSourceToken":"token-1"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::bucket"}}
                """));
    assertThat(add(permission("s2", "*")).has("Condition")).isFalse();
  }

  @Test
  void principalsAreAccountsUsersAndServices() {
    Caller alice = lambda.user(ACCOUNT, "alice");
    String arn = alice.principal().arn().toString();
    assertThat(add(permission("s1", FOREIGN.value())).path("Principal").path("AWS").asString())
        .isEqualTo("arn:aws:iam::444455556666:root");
    assertThat(add(permission("s2", arn)).path("Principal").path("AWS").asString()).isEqualTo(arn);
    assertThat(
            add(permission("s3", "events.amazonaws.com"))
                .path("Principal")
                .path("Service")
                .asString())
        .isEqualTo("events.amazonaws.com");
    assertThat(statements()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "999999999999",
        "arn:aws:iam::111122223333:user/absent",
        "arn:aws:s3:::bucket",
        "nonsense",
        "example.org",
        "{}"
      })
  void whoDoesNotExistIsNoPrincipal(String principal) {
    assertThatThrownBy(() -> add(permission("s1", principal)))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage(
            "The provided principal was invalid. Please check the principal and try again.");
  }

  @Test
  void anIdIsThereOnce() {
    JsonNode _ = add(permission("s1", "*"));
    assertThatThrownBy(() -> add(permission("s1", FOREIGN.value())))
        .isInstanceOf(ResourceConflict.class)
        .hasMessage(
            "The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.");
    JsonNode other = add(permission("s1", "*", Optional.of("live"), Optional.empty()));
    assertThat(other.path("Resource").asString()).isEqualTo(arn("rotator:live").toString());
  }

  @Test
  void eachVersionAndAliasHasItsOwn() {
    JsonNode _ = add(permission("s1", "*", Optional.of("1"), Optional.empty()));
    assertThat(policy(Optional.of("1")).policy()).contains("function:rotator:1\"");
    assertThatThrownBy(() -> policy(Optional.of("live"))).isInstanceOf(ResourceNotFound.class);
    assertThatThrownBy(() -> policy(Optional.empty()))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("The resource you requested does not exist.");
    assertThatThrownBy(() -> add(permission("s1", "*", Optional.of("$LATEST"), Optional.empty())))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage("We currently do not support adding policies for $LATEST.");
    assertThatThrownBy(() -> add(permission("s1", "*", Optional.of("7"), Optional.empty())))
        .isInstanceOf(ResourceNotFound.class);
  }

  @Test
  void manyAtOnceLoseNothing() throws Exception {
    List<Callable<JsonNode>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      AddPermission permission = permission("s" + i % 20, "*");
      calls.add(() -> add(permission));
    }
    int refused = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<JsonNode> each : threads.invokeAll(calls)) {
        refused += each.state() == Future.State.FAILED ? 1 : 0;
      }
    }
    assertThat(refused).as("each id once").isEqualTo(20);
    assertThat(statements()).hasSize(20);
  }

  @Test
  void aRevisionThatIsNotTheLatestChangesNothing() {
    JsonNode _ = add(permission("s1", "*"));
    String first = policy(Optional.empty()).revisionId();
    JsonNode _ = add(permission("s2", "*", Optional.empty(), Optional.of(first)));
    assertThat(policy(Optional.empty()).revisionId()).isNotEqualTo(first);
    assertThatThrownBy(() -> add(permission("s3", "*", Optional.empty(), Optional.of(first))))
        .isInstanceOf(PreconditionFailed.class)
        .hasMessageStartingWith("The RevisionId provided does not match the latest RevisionId.");
    assertThatThrownBy(() -> remove("s1", Optional.of(first)))
        .isInstanceOf(PreconditionFailed.class);
    assertThat(statements()).hasSize(2);
    remove("s1", Optional.of(policy(Optional.empty()).revisionId()));
    assertThat(statements()).hasSize(1);
  }

  @Test
  void whatIsTakenAwayIsGone() {
    assertThatThrownBy(() -> remove("s1", Optional.empty()))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("No policy is associated with the given resource.");
    JsonNode _ = add(permission("s1", "*"));
    assertThatThrownBy(() -> remove("s2", Optional.empty()))
        .isInstanceOf(ResourceNotFound.class)
        .hasMessage("Statement s2 is not found in resource policy.");
    remove("s1", Optional.empty());
    assertThatThrownBy(() -> policy(Optional.empty())).isInstanceOf(ResourceNotFound.class);
  }

  @Test
  void aPolicyHasAtMostTwentyKilobytes() {
    String id = "x".repeat(95);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 200; i++) {
                JsonNode _ = add(permission(id + "%03d".formatted(i), "*"));
              }
            })
        .isInstanceOf(PolicyLengthExceeded.class)
        .message()
        .matches("The final policy size \\(20\\d\\d\\d\\) is bigger than the limit \\(20480\\)\\.");
    assertThat(policy(Optional.empty()).policy().length()).isBetween(20_000, 20_480);
  }

  @Test
  void whoComesLaterUnderTheNameIsNotMeant() {
    Caller alice = lambda.user(ACCOUNT, "alice");
    String arn = alice.principal().arn().toString();
    JsonNode _ = add(permission("s1", arn));
    assertThat(mayCall(alice)).isTrue();
    lambda.users.put(arn, "AIDASOMEBODYELSE00000");
    assertThat(policy(Optional.empty()).policy())
        .contains("\"AIDAALICE000000000\"")
        .doesNotContain(arn);
    Caller other =
        new Caller(
            new dev.keyturn.identity.Principal(
                alice.principal().kind(),
                ACCOUNT,
                alice.principal().arn(),
                "AIDASOMEBODYELSE00000"),
            "AKIAUSER",
            alice.region(),
            alice.origin());
    assertThat(mayCall(other)).isFalse();
    JsonNode _ = add(permission("s2", arn, "lambda:GetPolicy"));
    assertThat(mayCall(other)).as("named for something else").isFalse();
    assertThat(lambda.send(other, new GetPolicy("rotator", Optional.empty()), Shown.class).policy())
        .contains("\"AIDAALICE000000000\"", arn);
    JsonNode _ = add(permission("s3", arn));
    assertThat(mayCall(other)).isTrue();
    assertThat(mayCall(alice)).isFalse();
  }

  private static AddPermission permission(String id, String principal, String action) {
    return new AddPermission(
        "rotator",
        id,
        action,
        principal,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void whomSomethingIsPermittedIsAConditionOfPolicies() {
    Caller alice = lambda.user(ACCOUNT, "alice");
    lambda.policies.put(
        alice.principal().arn().toString(),
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:AddPermission",\
        "Resource":"*","Condition":{"StringEquals":{"lambda:Principal":"events.amazonaws.com"}}}]}\
        """);
    Added _ = lambda.send(alice, permission("s1", "events.amazonaws.com"), Added.class);
    assertThatThrownBy(() -> lambda.send(alice, permission("s2", "*"), Added.class))
        .isInstanceOf(AccessDenied.class);
  }

  private boolean mayCall(Caller caller) {
    try {
      InvokeOperation.Output _ =
          lambda.send(
              caller, CallsFixture.invoke("rotator", "DryRun", ""), InvokeOperation.Output.class);
      return true;
    } catch (AccessDenied _) {
      return false;
    }
  }

  @Test
  void permissionsAreForThoseWhoMayGiveThem() {
    Caller alice = lambda.user(ACCOUNT, "alice", "lambda:GetPolicy");
    assertThatThrownBy(() -> lambda.send(alice, permission("s1", "*"), Added.class))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("lambda:AddPermission");
    lambda.permit("rotator", Optional.empty());
    assertThat(lambda.send(alice, new GetPolicy("rotator", Optional.empty()), Shown.class).policy())
        .contains("SecretsManagerAccess");
  }
}
