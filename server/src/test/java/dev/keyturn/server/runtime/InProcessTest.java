package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PolicySource;
import dev.keyturn.audit.AuditEvent;
import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Finding;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationEvent.Journal;
import dev.keyturn.function.Step;
import dev.keyturn.function.Variables;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.key.SecretValue;
import dev.keyturn.lambda.BuiltInSettings;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Runner;
import dev.keyturn.rotators.BuiltInFunctions;
import dev.keyturn.rotators.RealPostgres;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.secret.PutSecretValue;
import dev.keyturn.testkit.SecretsFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InProcessTest {
  private static final String SINGLE = "SecretsManagerRDSPostgreSQLRotationSingleUser";
  private static final String MULTI = "SecretsManagerRDSPostgreSQLRotationMultiUser";
  private static final String TWO_CREDENTIALS = "SecretsManagerElasticacheUserRotation";
  private static final Duration LONG = Duration.ofSeconds(30);

  private final SecretsFixture fixture = new SecretsFixture();

  /// What the account has set of its functions.
  private BuiltInSettings.Settings set = BuiltInSettings.NONE;

  private final InProcess runtime = runtime(Map.of(SINGLE, Map.of("PASSWORD_LENGTH", "41")));

  private InProcess runtime(Map<String, Map<String, String>> environments) {
    return new InProcess(
        new InProcess.Parts(
            BuiltInFunctions.over(TargetPolicy.standard(), TargetTrust.of(Optional.empty())),
            environments,
            _ -> set,
            new Runner(new PolicyAuthorizer(PolicySource.NONE), fixture.audit),
            () -> fixture.secrets,
            fixture.clock,
            new TimerWatchdog()));
  }

  private static Arn function(String name) {
    return Arn.of("lambda", SecretsFixture.REGION, SecretsFixture.ACCOUNT, "function:" + name);
  }

  private static RotationEvent event(Step step, String arn, String token) {
    return new RotationEvent(
        step,
        arn,
        token,
        SecretValue.ofString("rotation-token"),
        new Journal(false, Optional.empty(), Optional.empty()));
  }

  private static String json(int port, String user, String password) {
    return """
    {"engine":"postgres","host":"127.0.0.1","port":%d,"username":"%s","password":"%s"}\
    """
        .formatted(port, user, password);
  }

  @Test
  void aBuiltInFunctionRotatesThroughTheSameOperationsAsEverybody() {
    RealPostgres postgres = RealPostgres.shared();
    String user = postgres.newName("inprocess");
    String old = postgres.createUser(user, "");
    String arn = fixture.create("db", json(postgres.port(), user, old)).arn();
    String token = SecretsFixture.token();
    fixture.put(arn, "to be replaced", SecretsFixture.token(), "AWSPENDING");
    fixture.put(arn, json(postgres.port(), user, postgres.newPassword()), token, "AWSPENDING");

    for (Step step :
        List.of(Step.CREATE_SECRET, Step.SET_SECRET, Step.TEST_SECRET, Step.FINISH_SECRET)) {
      assertThat(runtime.invoke(function(SINGLE), event(step, arn, token), LONG))
          .isEqualTo(Outcome.SUCCEEDED);
    }

    String current = fixture.read(arn);
    assertThat(current).isEqualTo(fixture.read(arn, Optional.of(token), Optional.empty()));
    assertThat(postgres.logIn(user, old)).isFalse();
    assertThat(sessions()).isNotEmpty().allMatch(session -> session.endsWith(SINGLE + "/" + token));
  }

  /// Who moved AWSCURRENT, by the audit log.
  private List<String> sessions() {
    return fixture.audit.events().stream()
        .filter(event -> event.name().equals("UpdateSecretVersionStage"))
        .map(AuditEvent::caller)
        .filter(caller -> caller.principal().kind() == Principal.Kind.ROLE_SESSION)
        .map(caller -> caller.principal().arn().toString())
        .toList();
  }

  @Test
  void aFailedStepIsAnOutcomeWithItsClassTextAndRemedy() {
    String arn = fixture.create("broken", "no json, but hunter2").arn();
    String token = SecretsFixture.token();
    fixture.put(arn, "pending", token, "AWSPENDING");
    assertThat(runtime.invoke(function(SINGLE), event(Step.CREATE_SECRET, arn, token), LONG))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.failureClass()).isEqualTo(FailureClass.MISCONFIGURED);
              assertThat(failed.message()).contains("not a JSON object").doesNotContain("hunter2");
              assertThat(failed.remedy()).isNotEmpty();
            });
  }

  @Test
  void aRefusalByTheServiceCarriesItsCode() {
    String arn = fixture.create("gone", "{}").arn().replace("gone", "other");
    assertThat(
            runtime.invoke(
                function(SINGLE), event(Step.CREATE_SECRET, arn, SecretsFixture.token()), LONG))
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.message())
                    .contains("(ResourceNotFoundException) when calling the DescribeSecret"));
  }

  @Test
  void aTimeOutIsReportedWhenTheConnectionToTheTargetIsClosed() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Integer> firstEnd = CompletableFuture.supplyAsync(() -> readAll(silent));
      String arn = fixture.create("slow", json(silent.getLocalPort(), "app", "secret-1")).arn();
      String token = SecretsFixture.token();
      String pending = json(silent.getLocalPort(), "app", "secret-2");
      fixture.put(arn, pending, token, "AWSPENDING");

      Outcome outcome =
          runtime.invoke(
              function(SINGLE), event(Step.SET_SECRET, arn, token), Duration.ofMillis(300));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> assertThat(failed.failureClass()).isEqualTo(FailureClass.TIMEOUT));
      assertThat(firstEnd).succeedsWithin(Duration.ofSeconds(2));
    }
  }

  @Test
  void onlyWhatChangesNothingButTheSecretIsQuick() {
    for (String name : List.of(SINGLE, MULTI, TWO_CREDENTIALS)) {
      assertThat(Step.values())
          .filteredOn(step -> runtime.isQuick(function(name), step))
          .containsExactly(Step.CREATE_SECRET, Step.TEST_SECRET, Step.FINISH_SECRET);
    }
    assertThat(Step.values()).noneMatch(step -> runtime.isQuick(function("mine"), step));
  }

  /// Accepts one connection, never answers, and ends when the other side does.
  private static int readAll(ServerSocket server) {
    try (Socket socket = server.accept()) {
      return socket.getInputStream().readAllBytes().length;
    } catch (IOException _) {
      return -1;
    }
  }

  @Test
  void aCheckRunsInASessionThatMayOnlyRead() {
    RealPostgres postgres = RealPostgres.shared();
    String user = postgres.newName("inprocess");
    String arn =
        fixture.create("check", json(postgres.port(), user, postgres.createUser(user, ""))).arn();
    String before = fixture.read(arn);

    List<Finding> findings =
        runtime.check(
            function(SINGLE), new Preflight(arn, Optional.empty(), Optional.empty()), LONG);

    assertThat(findings).isNotEmpty().noneMatch(Finding::isFailed);
    assertThat(fixture.read(arn)).isEqualTo(before);
    Caller session =
        fixture.audit.events().stream()
            .map(AuditEvent::caller)
            .filter(caller -> caller.rotation().isPresent())
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() ->
            fixture.send(
                session,
                new PutSecretValue.Input(
                    arn,
                    Optional.of(SecretsFixture.token()),
                    Optional.empty(),
                    Optional.of(SecretValue.ofString("x")),
                    Optional.empty(),
                    Optional.empty()),
                PutSecretValue.Output.class))
        .isInstanceOf(AccessDenied.class);
  }

  @Test
  void aCheckThatTakesTooLongKeepsWhatItFound() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String arn = fixture.create("silent", json(silent.getLocalPort(), "app", "secret-1")).arn();
      List<Finding> findings =
          runtime.check(
              function(SINGLE),
              new Preflight(arn, Optional.empty(), Optional.empty()),
              Duration.ofMillis(300));
      assertThat(findings.getFirst().item()).isEqualTo("secret");
      assertThat(findings).anyMatch(Finding::isFailed);
    }
  }

  @Test
  void variablesOfTheAccountGoOverThoseOfTheServer() {
    RealPostgres postgres = RealPostgres.shared();
    String user = postgres.newName("inprocess");
    String old = postgres.createUser(user, "");
    String arn = fixture.create("db", json(postgres.port(), user, old)).arn();
    Preflight preflight = new Preflight(arn, Optional.empty(), Optional.empty());
    assertThat(runtime.check(function(SINGLE), preflight, LONG)).noneMatch(Finding::isFailed);
    set =
        new BuiltInSettings.Settings(
            Variables.of(Map.of("PASSWORD_LENGTH", "long")), Optional.empty());
    assertThat(runtime.check(function(SINGLE), preflight, LONG))
        .anyMatch(it -> it.isFailed() && it.text().contains("PASSWORD_LENGTH"));
  }

  @Test
  void aTimeoutOfTheAccountEndsAStepEarlier() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String arn = fixture.create("silent", json(silent.getLocalPort(), "app", "secret-1")).arn();
      set = new BuiltInSettings.Settings(Variables.NONE, Optional.of(Duration.ofMillis(300)));
      assertThat(
              runtime.check(
                  function(SINGLE),
                  new Preflight(arn, Optional.empty(), Optional.empty()),
                  Duration.ofHours(1)))
          .anyMatch(Finding::isFailed);
    }
  }

  @Test
  void ofAFunctionThatIsNotBuiltInNothingIsTried() {
    assertThat(
            runtime.check(
                function("mine"), new Preflight("arn", Optional.empty(), Optional.empty()), LONG))
        .extracting(Finding::status)
        .containsExactly(Finding.Status.SKIPPED);
  }

  @Test
  void theFunctionsExistInEveryAccountAndRegionWithOrWithoutTheLatestQualifier() {
    assertThat(runtime.isBuiltIn(function(SINGLE))).isTrue();
    assertThat(runtime.isBuiltIn(function(SINGLE + ":$LATEST"))).isTrue();
    assertThat(runtime.mayInvoke(function(MULTI), secret())).isEmpty();
    assertThat(runtime.needsSuperuser(function(MULTI))).isTrue();
    assertThat(runtime.needsSuperuser(function(SINGLE))).isFalse();
    assertThat(runtime.takesSuperuser(function(SINGLE))).isFalse();
    assertThat(runtime.needsSuperuser(function(TWO_CREDENTIALS))).isFalse();
    assertThat(runtime.takesSuperuser(function(TWO_CREDENTIALS))).isTrue();
  }

  @Test
  void whatDoesNotExistOrBelongsToAnotherAccountMayNotBeInvoked() {
    assertThat(runtime.mayInvoke(function("mine"), secret())).isPresent();
    assertThat(runtime.mayInvoke(function(SINGLE + ":7"), secret())).isPresent();
    assertThat(runtime.mayInvoke(function(SINGLE), secret(new AccountId("999999999999"))))
        .isPresent();
    assertThat(runtime.isBuiltIn(Arn.parse("arn:aws:s3:::bucket").orElseThrow())).isFalse();
    assertThat(runtime.invoke(function("mine"), event(Step.SET_SECRET, "arn", "token"), LONG))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.failureClass()).isEqualTo(FailureClass.MISCONFIGURED));
  }

  private static Arn secret() {
    return secret(SecretsFixture.ACCOUNT);
  }

  private static Arn secret(AccountId account) {
    return Arn.of("secretsmanager", new Region("eu-west-1"), account, "secret:one-abcdef");
  }
}
