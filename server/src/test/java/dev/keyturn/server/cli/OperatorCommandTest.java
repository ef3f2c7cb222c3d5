package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotators.RealPostgres;
import dev.keyturn.server.Application;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands of an operator against a real server and a real PostgreSQL.
class OperatorCommandTest {
  private static final String FUNCTION =
      "arn:aws:lambda:eu-west-1:000000000000:function:SecretsManagerRDSPostgreSQLRotationSingleUser";
  private static final RealPostgres POSTGRES = RealPostgres.shared();

  @TempDir private static Path folder;
  private static Application application;
  private static KeyturnClient secrets;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String user = POSTGRES.newName("operated");
  private final String password = POSTGRES.createUser(user, "");

  @BeforeAll
  static void start() {
    application = FreshServer.start(folder.resolve("data"));
    secrets = Administrator.of(application, folder.resolve("data"), "eu-west-1");
  }

  @AfterAll
  static void stop() {
    secrets.close();
    application.close();
  }

  @BeforeEach
  void create() throws InterruptedException {
    secrets.call(
        "CreateSecret",
        Map.of(
            "Name", user,
            "SecretString", json(password),
            "ClientRequestToken", UUID.randomUUID().toString()));
  }

  private String json(String itsPassword) {
    return """
    {"engine":"postgres","host":"127.0.0.1","port":%d,"username":"%s","password":"%s"}\
    """
        .formatted(POSTGRES.port(), user, itsPassword);
  }

  private int keyturn(String... arguments) {
    List<String> all = new ArrayList<>(List.of("rotation"));
    all.addAll(Arrays.asList(arguments));
    all.addAll(List.of("--endpoint", application.address().toString()));
    all.addAll(List.of("--data", folder.resolve("data").toString(), "--region", "eu-west-1"));
    return new CommandLineProgram(
            _ -> {
              throw new IllegalStateException();
            },
            Map.of())
        .to(new PrintWriter(out), new PrintWriter(err))
        .run(all.toArray(String[]::new));
  }

  private void rotate() throws InterruptedException {
    secrets.call(
        "RotateSecret",
        Map.of(
            "SecretId",
            user,
            "RotationLambdaARN",
            FUNCTION,
            "ClientRequestToken",
            UUID.randomUUID().toString()));
  }

  private void rotateAndWait() throws InterruptedException {
    String before = password();
    rotate();
    while (password().equals(before)) {
      Thread.onSpinWait();
    }
    while (!rotation().path("State").asString().equals("IDLE")) {
      Thread.onSpinWait();
    }
  }

  private JsonNode rotation() {
    StringWriter shown = new StringWriter();
    new CommandLineProgram(
            _ -> {
              throw new IllegalStateException();
            },
            Map.of())
        .to(new PrintWriter(shown), new PrintWriter(err))
        .run(
            "rotation",
            "show",
            user,
            "--json",
            "--endpoint",
            application.address().toString(),
            "--data",
            folder.resolve("data").toString(),
            "--region",
            "eu-west-1");
    return JsonMapper.shared().readTree(shown.toString());
  }

  /// What AWSCURRENT says.
  private String password() throws InterruptedException {
    JsonNode value = secrets.call("GetSecretValue", Map.of("SecretId", user));
    String text = value.path("SecretString").asString();
    return POSTGRES.remember(JsonMapper.shared().readTree(text).path("password").asString());
  }

  /// A rotation that fails because somebody changed the password.
  private void failToRotate() throws InterruptedException {
    POSTGRES.changePassword(user);
    rotate();
    while (!waitsAfterAFailure(rotation())) {
      Thread.onSpinWait();
    }
  }

  /// It waits before its first attempt, too.
  private static boolean waitsAfterAFailure(JsonNode rotation) {
    return rotation.path("State").asString().equals("WAITING")
        && rotation.path("Conditions").toString().contains("FAILED");
  }

  private void setBack(String to) {
    POSTGRES.execute(
        "SET log_statement = 'none'; ALTER ROLE \"%s\" PASSWORD '%s'".formatted(user, to));
  }

  @Test
  void restoringBringsBackATargetWhosePasswordIsAnOldOne() throws Exception {
    rotateAndWait();
    rotateAndWait();
    setBack(password);

    assertThat(keyturn("restore", user, "--wait")).as(out + "\n" + err).isZero();

    assertThat(POSTGRES.logIn(user, password())).isTrue();
    assertThat(out.toString()).startsWith(user + "  IDLE");
    assertThat(err.toString()).contains("settleSecret");
  }

  @Test
  void restoringToAwspreviousMovesAwscurrentToWhatTheTargetHoldsThen() throws Exception {
    rotateAndWait();
    assertThat(password()).isNotEqualTo(password);

    assertThat(keyturn("restore", user, "--to", "AWSPREVIOUS", "--wait"))
        .as(out + "\n" + err)
        .isZero();

    assertThat(password()).isEqualTo(password);
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void retryingSucceedsOnceTheCauseIsMended() throws Exception {
    failToRotate();
    assertThat(keyturn("retry", user, "--wait", "--timeout", "1")).isEqualTo(1);
    assertThat(out.toString()).contains("Remedy:");
    setBack(password);

    assertThat(keyturn("retry", user, "--wait")).as(out + "\n" + err).isZero();

    assertThat(password()).isNotEqualTo(password);
    assertThat(POSTGRES.logIn(user, password())).isTrue();
  }

  @Test
  void showCanLookOnToo() throws Exception {
    rotate();

    assertThat(keyturn("show", user, "--wait")).as(out + "\n" + err).isZero();

    assertThat(password()).isNotEqualTo(password);
    assertThat(out.toString()).contains("finishSecret");
  }

  @Test
  void abandoningEndsWithAwscurrentAndNothingPending() throws Exception {
    failToRotate();
    setBack(password);

    assertThat(keyturn("abandon", user, "--wait")).as(out + "\n" + err).isZero();

    assertThat(password()).isEqualTo(password);
    assertThat(secrets.call("DescribeSecret", Map.of("SecretId", user)).toString())
        .doesNotContain("AWSPENDING");
  }

  @Test
  void withoutWaitTheCommandSaysHowToLook() throws Exception {
    failToRotate();

    assertThat(keyturn("abandon", user)).isZero();

    assertThat(out.toString())
        .isEqualTo(
            "The rotation is given up. Look with: keyturn rotation show %s%n".formatted(user));
  }

  @Test
  void whatCannotBeDoneIsAFailureInTheServersWords() throws Exception {
    rotateAndWait();

    assertThat(keyturn("resume", user)).isEqualTo(1);

    assertThat(err.toString()).contains("InvalidRequestException: There is no rotation to resume");
  }

  @Test
  void theListTellsWhatIsWrongAndCanBeNarrowed() throws Exception {
    failToRotate();

    assertThat(keyturn("list", "--only", "unsettled,stuck")).isZero();
    assertThat(out.toString()).contains(user).containsPattern("failed,unsettled");
    assertThat(keyturn("list", "--only", "nonsense")).isEqualTo(1);
    assertThat(err.toString()).contains("FAILED, UNSETTLED, STUCK, OVERDUE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "retry", "resume", "abandon", "restore"})
  void theHelpShowsExamples(String command) {
    assertThat(keyturn(command, "--help")).isZero();
    assertThat(out.toString())
        .containsPattern("Examples?:")
        .contains("keyturn rotation " + command + " app/database");
  }
}
