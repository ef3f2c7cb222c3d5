package dev.keyturn.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Deployment.Destination;
import dev.keyturn.function.Deployment.Limits;
import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.testkit.LentCredentials;
import dev.keyturn.testkit.MemoryLogs;
import dev.keyturn.testkit.ZipArchive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What every runtime of users' functions does, in whatever language they are written. A test of
/// one extends it with the program, which does what the event's `do` says: `echo` its `value`,
/// `fail` or `print` with its `text`, `hang`, `exit` with 3, `count` its calls, tell the
/// `environment` variable `name`, or its `context`.
public abstract class FunctionRuntimeContract {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Arn ROLE = Arn.parse("arn:aws:iam::000000000000:role/rotation").get();
  private static final Arn ABSENT = Arn.parse("arn:aws:iam::000000000000:role/absent").get();

  /// Shared by the tests of a class.
  protected abstract FunctionRuntime runtime();

  /// What [#runtime] lends.
  protected abstract LentCredentials credentials();

  /// What [#runtime] writes to.
  protected abstract MemoryLogs logs();

  /// The program above.
  protected abstract Program program();

  /// @param runtime AWS's identifier
  public record Program(String runtime, Optional<String> handler, CodeArchive code) {
    public static Program of(String runtime, String handler, Map<String, String> files) {
      return new Program(runtime, Optional.of(handler), ZipArchive.of(files));
    }
  }

  @Test
  void whatTheHandlerReturnsComesBack() {
    InvocationEnd end = call("{'do':'echo','value':{'a':[1,null,'ä😀']}}");
    assertThat(end.fault()).as(text(end)).isEmpty();
    assertThat(json(end)).isEqualTo(JSON.readTree("{\"a\":[1,null,\"ä😀\"]}"));
    assertThat(end.took()).isPositive();
  }

  @Test
  void anErrorComesBackInAwsShapeAndIsLogged() {
    InvocationEnd end = call("{'do':'fail','text':'no such table'}");
    assertThat(end.fault()).contains(Fault.HANDLED);
    assertThat(json(end).path("errorMessage").asString()).contains("no such table");
    assertThat(json(end).path("errorType").asString()).isNotEmpty();
    assertThat(end.logTail()).contains("no such table");
    assertThat(call("{'do':'echo','value':1}").fault()).isEmpty();
  }

  @Test
  void whatItPrintsIsLoggedMaskedBetweenStartAndEnd() {
    InvocationEnd end = call("{'do':'print','text':'the password is hunter2.'}");
    assertThat(end.logTail()).containsSubsequence("START", "the password is *******.", "END");
    assertThat(end.logTail()).contains("REPORT").doesNotContain("hunter2");
    assertThat(logs().events()).anyMatch(event -> event.contains("the password is *******."));
    assertThat(end.logStream().orElseThrow())
        .startsWith("/aws/lambda/" + name() + ":2026/11/29/[$LATEST]");
  }

  @Test
  void whatItWasGivenIsNotLogged() {
    InvocationEnd end =
        call(
            "{'do':'print','text':'by 5f0e-rotation-token','RotationToken':'5f0e-rotation-token'}");
    assertThat(end.logTail()).contains("by *******");
    String session = environment("AWS_SESSION_TOKEN");
    assertThat(session).startsWith("token of ASIATESTING");
    assertThat(call("{'do':'print','text':'" + session + "'}").logTail())
        .doesNotContain("token of ASIA");
  }

  @Test
  void itsContextTellsTheInvocation() {
    Invocation invocation = invocation("{'do':'context'}");
    JsonNode context = json(runtime().invoke(deployment("usual"), invocation));
    assertThat(context.path("requestId").asString()).isEqualTo(invocation.requestId());
    assertThat(context.path("arn").asString()).isEqualTo(invocation.invokedAs().toString());
    assertThat(context.path("remaining").asLong()).isBetween(1L, 5_000L);
  }

  @Test
  void itsEnvironmentIsAwsAndItsOwnAndNothingOfTheServer() {
    assertThat(environment("COLOUR")).isEqualTo("blue");
    assertThat(environment("AWS_LAMBDA_FUNCTION_NAME")).isEqualTo(name());
    assertThat(environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")).isEqualTo("512");
    assertThat(environment("AWS_REGION")).isEqualTo("eu-central-1");
    assertThat(environment("AWS_LAMBDA_LOG_GROUP_NAME")).isEqualTo("/aws/lambda/" + name());
    assertThat(environment("AWS_ACCESS_KEY_ID")).startsWith("ASIATESTING");
    assertThat(environment("SECRETS_MANAGER_ENDPOINT")).startsWith("http");
    assertThat(environment("MAVEN_PROJECTBASEDIR")).isEmpty();
    assertThat(environment("SUDO_USER")).isEmpty();
  }

  @Test
  void itsCredentialsAreGoodOnlyWhileItServes() {
    assertThat(credentials().isGood(environment("AWS_ACCESS_KEY_ID"))).isFalse();
  }

  @Test
  void instancesStayWarmAndEachRevisionHasItsOwnUntilTheyAreRetired() {
    assertThat(count("one")).isOne();
    assertThat(count("one")).isEqualTo(2);
    assertThat(count("two")).isOne();
    runtime().retire(deployment("one").function());
    assertThat(count("one")).isOne();
  }

  @Test
  void aHangingFunctionIsEndedAtItsDeadline() {
    Deployment deployment =
        deployment(program(), "hang", Duration.ofMillis(300), ROLE, Optional.empty());
    InvocationEnd end = runtime().invoke(deployment, invocation("{'do':'hang'}"));
    assertThat(end.fault()).contains(Fault.TIMED_OUT);
    assertThat(json(end).path("errorType").asString()).isEqualTo("Sandbox.Timedout");
    assertThat(json(end).path("errorMessage").asString())
        .endsWith("Error: Task timed out after 0.30 seconds");
  }

  @Test
  void oneThatExitsIsUnhandledAndTheNextCallFindsANewInstance() {
    InvocationEnd end = call("{'do':'exit'}");
    assertThat(end.fault()).contains(Fault.UNHANDLED);
    assertThat(json(end).path("errorType").asString()).isEqualTo("Runtime.ExitError");
    assertThat(json(end).path("errorMessage").asString())
        .endsWith("Error: Runtime exited with error: exit status 3");
    assertThat(call("{'do':'echo','value':1}").fault()).isEmpty();
  }

  @Test
  void noMoreInstancesThanReserved() {
    Deployment deployment =
        deployment(program(), "none", Duration.ofSeconds(5), ROLE, Optional.of(0));
    InvocationEnd end = runtime().invoke(deployment, invocation("{'do':'count'}"));
    assertThat(end.fault()).contains(Fault.THROTTLED);
  }

  @Test
  void aRoleThatIsNotThereIsSaid() {
    Deployment deployment =
        deployment(program(), "absent", Duration.ofSeconds(5), ABSENT, Optional.empty());
    InvocationEnd end = runtime().invoke(deployment, invocation("{'do':'count'}"));
    assertThat(end.fault()).contains(Fault.UNAVAILABLE);
    assertThat(json(end).path("errorMessage").asString()).contains(ABSENT.toString());
  }

  @Test
  void aRuntimeThatNobodyHasIsSaid() {
    Program program = new Program("cobol85", Optional.of("a.b"), program().code());
    assertThat(runtime().standIn("cobol85")).isEmpty();
    InvocationEnd end =
        runtime().invoke(deployment(program, "cobol"), invocation("{'do':'count'}"));
    assertThat(end.fault()).contains(Fault.UNAVAILABLE);
    assertThat(json(end).path("errorMessage").asString()).contains("cobol85");
  }

  @Test
  void whatStandsInIsNamed() {
    assertThat(runtime().standIn(program().runtime())).isPresent();
  }

  private InvocationEnd call(String event) {
    return runtime().invoke(deployment("usual"), invocation(event));
  }

  private int count(String revision) {
    return json(runtime().invoke(deployment(revision), invocation("{'do':'count'}"))).asInt();
  }

  private String environment(String name) {
    JsonNode value = json(call("{'do':'environment','name':'" + name + "'}"));
    return value.isString() ? value.asString() : "";
  }

  protected static JsonNode json(InvocationEnd end) {
    return JSON.readTree(end.payload().revealBytes());
  }

  /// For the descriptions of assertions.
  protected static String text(InvocationEnd end) {
    return end.payload().revealString() + "\n" + end.logTail();
  }

  /// @param event JSON with single quotes
  protected final Invocation invocation(String event) {
    return new Invocation(
        UUID.randomUUID().toString(),
        Arn.parse(function() + ":$LATEST").get(),
        SecretValue.ofString(event.replace('\'', '"')),
        Optional.empty(),
        Optional.empty(),
        Optional.of(CompletableFuture.completedStage(null)));
  }

  private String name() {
    return "contract-" + program().runtime().replace('.', '-');
  }

  private Arn function() {
    return Arn.parse("arn:aws:lambda:eu-central-1:000000000000:function:" + name()).get();
  }

  protected final Deployment deployment(String revision) {
    return deployment(program(), revision);
  }

  protected final Deployment deployment(Program program, String revision) {
    return deployment(program, revision, Duration.ofSeconds(5), ROLE, Optional.empty());
  }

  protected final Deployment deployment(
      Program program, String revision, Duration timeout, Arn role, Optional<Integer> most) {
    return new Deployment(
        function(),
        "$LATEST",
        revision,
        program.runtime(),
        program.handler(),
        program.code(),
        List.of(),
        Variables.of(Map.of("COLOUR", "blue")),
        role,
        new Limits(timeout, 512, 64),
        Optional.empty(),
        most);
  }

  /// The same that may connect to these places only.
  protected static Deployment confined(Deployment like, List<Destination> egress) {
    return new Deployment(
        like.function(),
        like.version(),
        like.revision() + "-" + egress,
        like.runtime(),
        like.handler(),
        like.code(),
        like.layers(),
        like.variables(),
        like.role(),
        like.limits(),
        Optional.of(egress),
        like.mostInstances());
  }
}
