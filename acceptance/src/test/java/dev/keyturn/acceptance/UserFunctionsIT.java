package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Gate;
import dev.keyturn.acceptance.kit.Language;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.RotatedSecret;
import dev.keyturn.acceptance.kit.Sdk;
import dev.keyturn.acceptance.kit.Tool;
import dev.keyturn.acceptance.kit.UserFunction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;

/// Users' own rotation functions, one for each runtime, made with the unmodified AWS CLI: they
/// rotate, also when they or the server are killed in any step, and whatever they do harms nobody
/// else.
@Timeout(180)
class UserFunctionsIT {
  private static final List<String> STEPS =
      List.of("createSecret", "setSecret", "testSecret", "finishSecret");

  @TempDir static Path folder;
  private static final Map<Language, UserFunction> FUNCTIONS = new EnumMap<>(Language.class);
  private static Program program;
  private static Gate gate;
  private static Tool aws;
  private static SecretsManagerClient sdk;

  @BeforeAll
  static void start() throws Exception {
    program = Program.start("user-functions");
    gate = Gate.open();
    aws = Tool.awsCli(program);
    sdk = Sdk.client(program);
    String role = UserFunction.role(program);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Map<Language, Future<UserFunction>> made = new EnumMap<>(Language.class);
      for (Language language : Language.values()) {
        made.put(
            language,
            threads.submit(() ->
                UserFunction.create(
                    program,
                    language,
                    role,
                    gate,
                    Files.createDirectory(folder.resolve(language.name())))));
      }
      for (Map.Entry<Language, Future<UserFunction>> each : made.entrySet()) {
        FUNCTIONS.put(each.getKey(), each.getValue().get());
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    sdk.close();
    program.close();
    gate.close();
  }

  private static UserFunction function(Language language) {
    return Optional.ofNullable(FUNCTIONS.get(language)).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void rotatesASecret(Language language) throws Exception {
    String name = "rotated-" + language.name();
    createSecret(name);
    String version =
        aws.json(
                "rotate-secret",
                "--secret-id",
                name,
                "--rotation-lambda-arn",
                function(language).arn(),
                "--rotation-rules",
                "AutomaticallyAfterDays=30")
            .required("VersionId")
            .asString();

    RotatedSecret.awaitEnd(program, name, version);
    assertRotated(name);
    JsonNode shown = function(language).made();
    assertThat(shown.required("Runtime").asString()).isEqualTo(language.runtime());
    assertThat(shown.required("StateReason").asString()).startsWith("Runs on ");
    String printed =
        Awaitility.await("what it printed")
            .atMost(Duration.ofSeconds(30))
            .until(() -> printed(language), it -> it.contains("setting "));
    assertThat(printed).contains("setting [masked]").doesNotContain(gate.password(name));
  }

  private static void createSecret(String name) {
    String value = Evidence.secret(Program.randomText(32));
    sdk.createSecret(r -> r.name(name).secretString(value));
  }

  private static String printed(Language language) throws Exception {
    return Tool.awsCli(program, "logs")
        .json(
            "filter-log-events",
            "--log-group-name",
            "/aws/lambda/" + function(language).name(),
            "--filter-pattern",
            "setting")
        .toString();
  }

  private static void assertRotated(String secret) {
    String current = Evidence.secret(sdk.getSecretValue(r -> r.secretId(secret)).secretString());
    assertThat(current).hasSize(32).isEqualTo(gate.password(secret));
  }

  /// A rotation of each step, held there.
  private static final class Held {
    private final Map<String, String> versions = new LinkedHashMap<>();
    private final Map<String, String> steps = new LinkedHashMap<>();

    void begin(Language language, String step) {
      String name = "rotated-" + UUID.randomUUID();
      createSecret(name);
      gate.hold(name, step);
      steps.put(name, step);
      versions.put(
          name,
          sdk.rotateSecret(r ->
                  r.secretId(name)
                      .rotationLambdaARN(function(language).arn())
                      .rotationRules(rules -> rules.automaticallyAfterDays(30L)))
              .versionId());
    }

    void awaitHeld() {
      versions.keySet().forEach(gate::awaitHeld);
    }

    void letGo() {
      versions.keySet().forEach(gate::letGo);
    }

    /// Before the target was touched the next try is a minute away: who cannot wait asks for it.
    void retryUntouched() throws Exception {
      Tool rotation = Tool.rotation(program);
      for (Map.Entry<String, String> each : steps.entrySet()) {
        if (each.getValue().equals("createSecret")) {
          String name = each.getKey();
          Awaitility.await("the failure of " + name)
              .atMost(Duration.ofSeconds(30))
              .until(() -> rotation.run("show", name).output(), it -> it.contains("WAITING"));
          rotation.run("retry", name);
        }
      }
    }

    void awaitEnd() {
      versions.forEach((name, version) -> RotatedSecret.awaitEnd(program, name, version));
      versions.keySet().forEach(UserFunctionsIT::assertRotated);
    }
  }

  @Test
  void theRotationIsCompletedWhenTheFunctionIsKilledInAnyStep() throws Exception {
    Held held = new Held();
    held.begin(Language.PYTHON, "createSecret");
    held.begin(Language.NODE, "setSecret");
    held.begin(Language.JAVA, "testSecret");
    held.begin(Language.SHELL, "finishSecret");
    killFunctions(held);
  }

  @Test
  void theRotationIsCompletedWhenTheServerIsKilledInAnyStep() throws Exception {
    Held held = new Held();
    held.begin(Language.SHELL, "createSecret");
    held.begin(Language.JAVA, "setSecret");
    held.begin(Language.NODE, "testSecret");
    held.begin(Language.PYTHON, "finishSecret");
    killServer(held);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("soak")
  @Timeout(1800)
  void theRotationIsCompletedWhateverIsKilledInAnyStep(Language language) throws Exception {
    for (int i = 0; i < 5; i++) {
      Held functions = new Held();
      STEPS.forEach(step -> functions.begin(language, step));
      killFunctions(functions);
      Held server = new Held();
      STEPS.forEach(step -> server.begin(language, step));
      killServer(server);
    }
  }

  private static void killFunctions(Held held) throws Exception {
    held.awaitHeld();
    program.killChildren();
    held.letGo();
    held.retryUntouched();
    held.awaitEnd();
  }

  private static void killServer(Held held) throws Exception {
    held.awaitHeld();
    List<ProcessHandle> children = program.children();
    assertThat(children).isNotEmpty();
    program.kill();
    Awaitility.await("the end of all that it had started")
        .atMost(Duration.ofSeconds(10))
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    held.letGo();
    program.startAgain();
    held.awaitEnd();
  }

  /// The checks stand in a script for boto3; it prints each by its name. A server of its own shows
  /// that none of it harms one.
  @Test
  void whateverAFunctionDoesIsAnErrorOfItsOwn() throws Exception {
    Path script = Path.of(UserFunctionsIT.class.getResource("/functions/bad.py").toURI());
    try (Program other = Program.start("bad-functions")) {
      Tool.Result result = Tool.boto3(other, script).run(UserFunction.role(other));
      List<String> checks = result.output().lines().filter(line -> line.startsWith("ok ")).toList();
      assertThat(result.exitCode()).as("%s\n%s", checks, result.errors()).isZero();
      assertThat(checks).hasSizeGreaterThanOrEqualTo(30);
      assertThat(other.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(Files.readString(other.log().toPath()))
          .doesNotContain("OutOfMemoryError")
          .doesNotContain("failed inside the server");
    }
  }
}
