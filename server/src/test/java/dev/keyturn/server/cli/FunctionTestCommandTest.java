package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.Application;
import dev.keyturn.server.RemoteHouse;
import dev.keyturn.server.wire.HttpRequest;
import dev.keyturn.server.wire.HttpResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The command against a real server, whose function runs elsewhere: at an HTTPS endpoint, and
/// calls back with credentials of its own.
class FunctionTestCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String REGION = "eu-west-1";
  private static final String GROUP = "/aws/lambda/rotate-it";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private RemoteHouse house;
  private Application application;
  private KeyturnClient secrets;

  /// The password that the target takes.
  private volatile String target = "old";

  private volatile String failing = "";

  /// What the function says of each step in its log; empty: it has none.
  private volatile String says = "";

  private volatile boolean hasLog;

  @BeforeEach
  void start() throws Exception {
    house = new RemoteHouse(folder);
    house.does(this::rotate);
    Path data = folder.resolve("data");
    Map<String, String> row =
        house.row(
            Map.of(
                "url",
                house.url(),
                "secret-file",
                house.file("signing", "a-secret-of-both-sides").toString()));
    application =
        Application.start(
            RemoteHouse.config(data, Map.of("rotate-it", row)), InstantSource.system());
    secrets = Administrator.of(application, data, REGION);
    house.file("try.json", "{\"host\":\"db\",\"username\":\"app\",\"password\":\"old\"}");
  }

  @AfterEach
  void stop() {
    secrets.close();
    application.close();
    house.close();
  }

  private HttpResponse rotate(HttpRequest request) {
    JsonNode event = JSON.readTree(request.body());
    String step = event.path("Step").asString("");
    try {
      if (!says.isEmpty()) {
        log(step + " " + says);
      }
      if (step.equals(failing)) {
        return error("KeyError", "password key is missing from secret JSON");
      }
      step(step, event);
      return RemoteHouse.answer(200, "null");
    } catch (InterruptedException | RuntimeException failed) {
      return error("Error", failed.toString());
    }
  }

  private void log(String message) throws InterruptedException {
    Map<String, Object> stream = Map.of("logGroupName", GROUP, "logStreamName", "1");
    try (KeyturnClient logs =
        Administrator.of(application, folder.resolve("data"), REGION, "logs")) {
      if (!hasLog) {
        hasLog = true;
        logs.call("CreateLogGroup", Map.of("logGroupName", GROUP));
        logs.call("CreateLogStream", stream);
      }
      Map<String, Object> input = new HashMap<>(stream);
      input.put(
          "logEvents",
          List.of(Map.of("timestamp", System.currentTimeMillis(), "message", message)));
      logs.call("PutLogEvents", input);
    }
  }

  private static HttpResponse error(String type, String text) {
    return RemoteHouse.answer(
        200, JSON.createObjectNode().put("errorType", type).put("errorMessage", text).toString());
  }

  private void step(String step, JsonNode event) throws InterruptedException {
    String arn = event.path("SecretId").asString("");
    String token = event.path("ClientRequestToken").asString("");
    switch (step) {
      case "createSecret" ->
          secrets.call(
              "PutSecretValue",
              Map.of(
                  "SecretId", arn,
                  "ClientRequestToken", token,
                  "SecretString", value(arn, "AWSCURRENT").put("password", "new").toString(),
                  "VersionStages", List.of("AWSPENDING"),
                  "RotationToken", event.path("RotationToken").asString("")));
      case "setSecret" -> target = value(arn, "AWSPENDING").path("password").asString("");
      case "testSecret" ->
          assertThat(value(arn, "AWSPENDING").path("password").asString("")).isEqualTo(target);
      default ->
          secrets.call(
              "UpdateSecretVersionStage",
              Map.of(
                  "SecretId",
                  arn,
                  "VersionStage",
                  "AWSCURRENT",
                  "MoveToVersionId",
                  token,
                  "RemoveFromVersionId",
                  current(arn)));
    }
  }

  private ObjectNode value(String arn, String stage) throws InterruptedException {
    return (ObjectNode)
        JSON.readTree(
            secrets
                .call("GetSecretValue", Map.of("SecretId", arn, "VersionStage", stage))
                .path("SecretString")
                .asString(""));
  }

  private String current(String arn) throws InterruptedException {
    return secrets.call("GetSecretValue", Map.of("SecretId", arn)).path("VersionId").asString("");
  }

  private int test(String function, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "function",
                "test",
                function,
                "--secret-string",
                folder.resolve("try.json").toString(),
                "--endpoint",
                application.address().toString(),
                "--data",
                folder.resolve("data").toString(),
                "--region",
                REGION));
    all.addAll(Arrays.asList(more));
    return new CommandLineProgram(
            _ -> {
              throw new IllegalStateException();
            },
            Map.of())
        .to(new PrintWriter(out), new PrintWriter(err))
        .run(all.toArray(String[]::new));
  }

  private List<String> scratchSecrets() throws InterruptedException {
    return secrets
        .call("ListSecrets", Map.of("IncludePlannedDeletion", true))
        .path("SecretList")
        .valueStream()
        .map(it -> it.path("ARN").asString(""))
        .toList();
  }

  @Test
  void aFunctionThatRotatesIsToldStepByStepAndLocksNobodyOut() throws Exception {
    Path result = folder.resolve("after.json");
    assertThat(test("rotate-it", "--result", result.toString())).as(out.toString() + err).isZero();
    assertThat(out.toString())
        .containsSubsequence("createSecret", "setSecret", "testSecret", "finishSecret")
        .contains("moved to the new version", "is gone", "The function rotates.")
        .doesNotContain("\"new\"");
    assertThat(err.toString()).contains("for real");
    assertThat(JSON.readTree(Files.readString(result)).path("password").asString(""))
        .isEqualTo("new")
        .isEqualTo(target);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(result)))
        .isEqualTo("rw-------");
    assertThat(scratchSecrets()).isEmpty();
  }

  @Test
  void withoutAResultTheScratchSecretStaysBecauseItAloneHasTheCredential() throws Exception {
    assertThat(test("rotate-it")).isZero();
    assertThat(err.toString()).contains("the only place of the new one");
    assertThat(scratchSecrets()).hasSize(1);
    assertThat(value(scratchSecrets().getFirst(), "AWSCURRENT").path("password").asString(""))
        .isEqualTo(target);
    assertThat(out.toString()).contains("get-secret-value", "delete-secret");
  }

  @Test
  void aFunctionThatFailsBeforeItStoredAnythingLeavesNothing() throws Exception {
    failing = "createSecret";
    Path result = folder.resolve("after.json");
    assertThat(test("rotate-it", "--result", result.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("BROKEN", "KeyError", "Remedy:", "does NOT rotate", "No new credential");
    assertThat(scratchSecrets()).isEmpty();
    assertThat(result).doesNotExist();
    assertThat(target).isEqualTo("old");
  }

  @Test
  void whatTheTargetMayHoldStaysWhenAStepFails() throws Exception {
    failing = "testSecret";
    assertThat(test("rotate-it", "--result", folder.resolve("after.json").toString())).isEqualTo(1);
    assertThat(out.toString()).contains("has NOT moved", "may hold AWSCURRENT or AWSPENDING");
    assertThat(value(scratchSecrets().getFirst(), "AWSPENDING").path("password").asString(""))
        .isEqualTo(target);
  }

  @Test
  void aFunctionThatIsNotThereIsSaidBeforeAnythingIsTried() throws Exception {
    assertThat(test("rotate-that")).isEqualTo(1);
    assertThat(out.toString()).contains("does not exist", "Remedy: Create the function first");
    assertThat(scratchSecrets()).isEmpty();
  }

  @Test
  void whatTheFunctionPrintedIsShownWhenAStepFailsWithoutASecret() throws Exception {
    says = "with \u001b[2J old-password-of-app";
    house.file(
        "try.json", "{\"host\":\"db\",\"username\":\"app\",\"password\":\"old-password-of-app\"}");
    failing = "setSecret";
    assertThat(test("rotate-it", "--result", folder.resolve("after.json").toString())).isEqualTo(1);
    assertThat(out.toString())
        .containsSubsequence(
            GROUP, "createSecret with ?[2J [masked]", "setSecret with", "does NOT rotate")
        .doesNotContain("old-password-of-app", "\u001b");
  }

  @Test
  void whatTheFunctionPrintedIsShownWhenAskedFor() throws Exception {
    says = "is done";
    assertThat(test("rotate-it")).isZero();
    assertThat(out.toString()).doesNotContain("is done");
    house.file("try.json", "{\"host\":\"db\",\"username\":\"app\",\"password\":\"new\"}");
    says = "is done again";
    assertThat(test("rotate-it", "--logs")).isZero();
    assertThat(out.toString())
        .contains("createSecret is done again", "finishSecret is done again")
        .doesNotContain("createSecret is done\n");
  }

  @Test
  void aFunctionWithoutALogIsNoFailure() throws Exception {
    assertThat(test("rotate-it", "--logs")).isZero();
    assertThat(out.toString()).contains("there is none", "The function rotates.");
  }

  @Test
  void aResultIsNeverWrittenOver() throws Exception {
    Path result = house.file("after.json", "precious");
    assertThat(test("rotate-it", "--result", result.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("exists already");
    assertThat(result).hasContent("precious");
    assertThat(target).isEqualTo("old");
  }

  @Test
  void aSuperusersSecretIsNamedInTheJson() throws Exception {
    String arn =
        secrets
            .call(
                "CreateSecret",
                Map.of(
                    "Name", "admin",
                    "ClientRequestToken", "11111111-2222-3333-4444-555555555555",
                    "SecretString", "{\"username\":\"root\"}"))
            .path("ARN")
            .asString("");
    Path result = folder.resolve("after.json");
    assertThat(test("rotate-it", "--superuser", "admin", "--result", result.toString()))
        .as(out.toString() + err)
        .isZero();
    assertThat(JSON.readTree(Files.readString(result)).path("masterarn").asString(""))
        .isEqualTo(arn);
  }
}
