package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.Deployment.Destination;
import dev.keyturn.lambda.FunctionsFixture.Changing;
import dev.keyturn.lambda.FunctionsFixture.Making;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.PreconditionFailed;
import dev.keyturn.operation.Refusal.ResourceConflict;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Refusal.Validation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionLifecycleTest {
  private static final String ARN = "arn:aws:lambda:eu-west-1:111122223333:function:rotator";

  private final FunctionsFixture fixture = new FunctionsFixture();
  private final Making making = new Making();
  private final Changing changing = new Changing();

  private static void assertRefused(Runnable call, Class<? extends Refusal> type, String message) {
    assertThatThrownBy(call::run).isInstanceOf(type).hasMessage(message);
  }

  private Deployment deployment() {
    Function function = fixture.found("rotator").require();
    return fixture.deployments.of(FunctionsFixture.HOME, function, function.latest());
  }

  @Test
  void aFunctionIsShownAsAwsShowsIt() {
    making.variables = Map.of("LEVEL", "debug");
    making.tags = Map.of("team", "billing");
    ShownFunction made = fixture.create(making);
    assertThat(made.functionArn()).isEqualTo(ARN);
    assertThat(made.version()).isEqualTo("$LATEST");
    assertThat(made.state()).contains("Active");
    assertThat(made.lastUpdateStatus()).contains("Successful");
    assertThat(made.lastModified()).isEqualTo("2026-11-30T02:12:00.000+0000");
    assertThat(made.codeSize()).isEqualTo(FunctionsFixture.ZIP.length);
    assertThat(made.codeSha256())
        .isEqualTo(CheckedZip.of(FunctionsFixture.ZIP).code().shown())
        .endsWith("=");
    assertThat(made.packageType()).isEqualTo("Zip");
    assertThat(made.architectures()).containsExactly("x86_64");
    assertThat(made.timeout()).isEqualTo(3);
    assertThat(made.memorySize()).isEqualTo(128);
    assertThat(made.ephemeralStorage().size()).isEqualTo(512);
    assertThat(made.tracingConfig().mode()).isEqualTo("PassThrough");
    assertThat(made.snapStart().applyOn()).isEqualTo("None");
    assertThat(made.loggingConfig().logGroup()).isEqualTo("/aws/lambda/rotator");
    assertThat(fixture.variables(made)).isEqualTo(making.variables);
    GetFunction.Output got = fixture.get("rotator");
    assertThat(got.configuration()).isEqualTo(made);
    assertThat(got.code().repositoryType()).isEqualTo("S3");
    assertThat(got.tags()).contains(Map.of("team", "billing"));
    assertThat(got.concurrency()).isEmpty();
  }

  @Test
  void noCodeIsSigned() {
    fixture.create(making);
    assertThat(fixture.send(new GetFunction.SigningInput("rotator"), GetFunction.Signing.class))
        .isEqualTo(new GetFunction.Signing("rotator"));
  }

  @Test
  void theAnswerSaysWhatTheFunctionReallyRunsOn() {
    assertThat(fixture.create(making).stateReason())
        .contains("Runs on Python 3.11.7 (asked for: python3.9)");
  }

  @Test
  void aRuntimeThatNothingStandsInForIsRefusedWithWhatToInstall() {
    making.runtime = "nodejs20.x";
    assertRefused(
        () -> fixture.create(making),
        InvalidParameterValue.class,
        "Nothing on this server's machine can run the runtime nodejs20.x. Install Node.js (apt-get"
            + " install nodejs).");
    making.runtime = "ruby3.3";
    assertThatThrownBy(() -> fixture.create(making)).hasMessageContaining("Keyturn runs python3.x");
    making.runtime = "java21";
    assertThatThrownBy(() -> fixture.create(making)).hasMessageContaining("Install a Java runtime");
    assertThat(fixture.stored()).isEmpty();
  }

  @Test
  void runtimeAndHandlerAreMandatoryButForABootstrap() {
    making.handler = null;
    assertThatThrownBy(() -> fixture.create(making))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageStartingWith("Runtime and Handler are mandatory parameters");
    making.runtime = "provided.al2023";
    assertThat(fixture.create(making).handler()).isEmpty();
    making.runtime = null;
    making.name = "other";
    assertThatThrownBy(() -> fixture.create(making)).isInstanceOf(InvalidParameterValue.class);
  }

  @Test
  void codeComesAsAZipOrNotAtAll() {
    making.zip = null;
    assertRefused(
        () -> fixture.create(making),
        InvalidParameterValue.class,
        "Please provide a source for function code.");
    making.bucket = "bucket";
    assertThatThrownBy(() -> fixture.create(making)).hasMessageContaining("no S3 buckets");
    making.packageType = "Image";
    assertThatThrownBy(() -> fixture.create(making)).hasMessageContaining("no container images");
  }

  @Test
  void aNameIsTakenOnce() {
    fixture.create("rotator");
    assertRefused(
        () -> fixture.create("rotator"), ResourceConflict.class, "Function already exist: rotator");
    assertThatThrownBy(() -> fixture.create("rotator:7")).isInstanceOf(InvalidParameterValue.class);
  }

  @Test
  void whatIsNotThereIsNotFoundUnderItsArn() {
    assertRefused(
        () -> fixture.get("absent"),
        ResourceNotFound.class,
        "Function not found: arn:aws:lambda:eu-west-1:111122223333:function:absent");
    fixture.create("rotator");
    assertRefused(
        () -> fixture.get("rotator:7"),
        ResourceNotFound.class,
        "Function not found: " + ARN + ":7");
    assertThat(fixture.get("rotator:$LATEST").configuration().functionArn())
        .isEqualTo(ARN + ":$LATEST");
    assertThatThrownBy(() -> fixture.delete("absent")).isInstanceOf(ResourceNotFound.class);
  }

  @Test
  void aTimeoutHasAnEnd() {
    making.timeout = 900;
    assertThat(fixture.create(making).timeout()).isEqualTo(900);
    changing.timeout = Optional.of(901);
    assertRefused(
        () -> fixture.change(changing),
        Validation.class,
        "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member"
            + " must have value less than or equal to 900");
  }

  @Test
  void whatIsNotNamedStaysAndWhatIsNamedChanges() {
    making.variables = Map.of("A", "1");
    ShownFunction before = fixture.create(making);
    fixture.clock.advance(Duration.ofMinutes(1));
    changing.timeout = Optional.of(30);
    ShownFunction after = fixture.change(changing);
    assertThat(after.timeout()).isEqualTo(30);
    assertThat(after.description()).isEqualTo("Rotates.");
    assertThat(fixture.variables(after)).isEqualTo(Map.of("A", "1"));
    assertThat(after.revisionId()).isNotEqualTo(before.revisionId());
    assertThat(after.lastModified()).isEqualTo("2026-11-30T02:13:00.000+0000");
    assertThat(fixture.machine.retired).hasSize(1);
    changing.variables = Optional.of(Map.of());
    assertThat(fixture.change(changing).environment()).isEmpty();
  }

  @Test
  void aChangeOfWhatSomebodyElseHasChangedIsRefused() {
    ShownFunction made = fixture.create(making);
    changing.revision = Optional.of(made.revisionId());
    changing.description = Optional.of("first");
    fixture.change(changing);
    assertThatThrownBy(() -> fixture.change(changing))
        .isInstanceOf(PreconditionFailed.class)
        .hasMessageStartingWith("The Revision Id provided does not match the latest Revision Id.");
    assertThatThrownBy(
            () -> fixture.updateCode(FunctionsFixture.OTHER, false, Optional.of(made.revisionId())))
        .isInstanceOf(PreconditionFailed.class);
    assertThat(fixture.get("rotator").configuration().codeSha256()).isEqualTo(made.codeSha256());
  }

  @Test
  void otherCodeReplacesTheOldOneUnlessItIsADryRun() throws IOException {
    ShownFunction made = fixture.create(making);
    ShownFunction dry = fixture.updateCode(FunctionsFixture.OTHER, false, Optional.empty(), true);
    assertThat(dry.codeSha256()).isNotEqualTo(made.codeSha256());
    assertThat(fixture.get("rotator").configuration()).isEqualTo(made);
    ShownFunction updated = fixture.updateCode(FunctionsFixture.OTHER, false, Optional.empty());
    assertThat(updated.codeSha256()).isEqualTo(dry.codeSha256());
    assertThat(fixture.stored()).hasSize(1);
    try (InputStream code = deployment().code().open()) {
      assertThat(code.readAllBytes()).isEqualTo(FunctionsFixture.OTHER);
    }
  }

  @Test
  void aDeploymentHasAllThatAnInstanceNeeds() throws IOException {
    making.variables = Map.of("LEVEL", "debug", EgressList.VARIABLE, "db.example.org:5432");
    ShownFunction made = fixture.create(making);
    Deployment deployment = deployment();
    assertThat(deployment.function().toString()).isEqualTo(ARN);
    assertThat(deployment.version()).isEqualTo("$LATEST");
    assertThat(deployment.revision()).isEqualTo(made.revisionId());
    assertThat(deployment.runtime()).isEqualTo("python3.9");
    assertThat(deployment.handler()).contains("lambda_function.lambda_handler");
    assertThat(deployment.variables().revealAll()).isEqualTo(making.variables);
    assertThat(deployment.role().toString()).isEqualTo(FunctionsFixture.ROLE);
    assertThat(deployment.limits().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(deployment.egress()).contains(List.of(new Destination("db.example.org", 5432)));
    assertThat(deployment.mostInstances()).isEmpty();
    assertThat(deployment).isEqualTo(deployment());
    try (InputStream code = deployment.code().open()) {
      assertThat(code.readAllBytes()).isEqualTo(FunctionsFixture.ZIP);
    }
  }

  @Test
  void anEgressListThatCannotBeEnforcedIsRefused() {
    fixture.create(making);
    fixture.machine.hindrance = "bubblewrap is not installed";
    changing.variables = Optional.of(Map.of(EgressList.VARIABLE, "db:1"));
    assertRefused(
        () -> fixture.change(changing),
        InvalidParameterValue.class,
        "The function has an egress list (KEYTURN_EGRESS), which cannot be enforced here:"
            + " bubblewrap is not installed");
    assertThat(fixture.get("rotator").configuration().environment()).isEmpty();
  }

  @Test
  void noDocumentAndNoAuditRecordHoldsAVariable() {
    making.variables = Map.of("PASSWORD", "hunter2-and-more");
    ShownFunction made = fixture.create(making);
    changing.variables = Optional.of(Map.of("PASSWORD", "hunter2-once-more"));
    ShownFunction changed = fixture.change(changing);
    for (String kind : List.of(Home.FUNCTIONS, Home.VERSIONS, Home.CODES)) {
      assertThat(fixture.memory.scan(kind, "", "", 100).toString()).doesNotContain("hunter2");
    }
    assertThat(fixture.audit.events().toString()).doesNotContain("hunter2");
    assertThat(made + " " + changed).doesNotContain("hunter2");
  }

  @Test
  void aPublishedVersionStaysAsItIs() {
    ShownFunction made = fixture.create(making);
    ShownFunction one = fixture.publish();
    assertThat(one.version()).isEqualTo("1");
    assertThat(one.functionArn()).isEqualTo(ARN + ":1");
    changing.timeout = Optional.of(20);
    fixture.change(changing);
    fixture.updateCode(FunctionsFixture.OTHER, false, Optional.empty());
    ShownFunction still = fixture.get("rotator:1").configuration();
    assertThat(still.timeout()).isEqualTo(3);
    assertThat(still.codeSha256()).isEqualTo(made.codeSha256());
    assertThat(fixture.stored()).hasSize(2);
    assertThat(fixture.publish().version()).isEqualTo("2");
  }

  @Test
  void nothingNewIsPublishedWhereNothingHasChanged() {
    making.variables = Map.of("A", "1");
    making.publish = true;
    ShownFunction one = fixture.create(making);
    assertThat(one.version()).isEqualTo("1");
    assertThat(fixture.publish()).isEqualTo(one);
    changing.variables = Optional.of(Map.of("A", "1"));
    fixture.change(changing);
    assertThat(fixture.publish().version()).isEqualTo("1");
    changing.variables = Optional.of(Map.of("A", "2"));
    fixture.change(changing);
    assertThat(fixture.publish().version()).isEqualTo("2");
    assertThat(fixture.updateCode(FunctionsFixture.OTHER, true, Optional.empty()).version())
        .isEqualTo("3");
  }

  @Test
  void aVersionIsPublishedOfWhatTheCallerHasSeen() {
    ShownFunction made = fixture.create(making);
    assertThatThrownBy(() ->
            fixture.send(
                new PublishVersion.Input(
                    "rotator", Optional.of("other"), Optional.empty(), Optional.empty()),
                ShownFunction.class))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessageStartingWith("CodeSHA256 (other) is different from current CodeSHA256");
    assertThatThrownBy(() ->
            fixture.send(
                new PublishVersion.Input(
                    "rotator", Optional.empty(), Optional.empty(), Optional.of("other")),
                ShownFunction.class))
        .isInstanceOf(PreconditionFailed.class);
    ShownFunction one =
        fixture.send(
            new PublishVersion.Input(
                "rotator",
                Optional.of(made.codeSha256()),
                Optional.of("the first"),
                Optional.of(made.revisionId())),
            ShownFunction.class);
    assertThat(one.description()).isEqualTo("the first");
  }

  @Test
  void aVersionIsDeletedAloneAndItsNumberIsNotGivenAgain() {
    making.publish = true;
    fixture.create(making);
    fixture.send(
        new AliasOperations.CreateAlias("rotator", "live", "1", Optional.empty(), Optional.empty()),
        ShownAlias.class);
    assertRefused(
        () -> fixture.delete("rotator:1"),
        ResourceConflict.class,
        "Unable to delete version because the following aliases reference it: [live]");
    assertRefused(
        () -> fixture.delete("rotator:live"),
        InvalidParameterValue.class,
        "Deletion of aliases is not currently supported.");
    assertRefused(
        () -> fixture.delete("rotator:$LATEST"),
        InvalidParameterValue.class,
        "$LATEST version cannot be deleted without deleting the function.");
    fixture.send(new AliasOperations.DeleteAlias("rotator", "live"), Nothing.class);
    fixture.delete("rotator:1");
    assertThatThrownBy(() -> fixture.get("rotator:1")).isInstanceOf(ResourceNotFound.class);
    assertThat(fixture.publish().version()).isEqualTo("2");
  }

  @Test
  void nothingIsLeftOfAFunctionThatIsDeleted() {
    making.publish = true;
    fixture.create(making);
    fixture.updateCode(FunctionsFixture.OTHER, true, Optional.empty());
    fixture.delete("rotator");
    for (String kind : List.of(Home.FUNCTIONS, Home.VERSIONS, Home.CODES)) {
      assertThat(fixture.memory.scan(kind, "", "", 100)).isEmpty();
    }
    assertThat(fixture.machine.retired).contains(FunctionsFixture.HOME.functionArn("rotator"));
    making.publish = false;
    fixture.create(making);
    assertThatThrownBy(() -> fixture.get("rotator:1")).isInstanceOf(ResourceNotFound.class);
  }
}
