package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.rotators.RealPostgres;
import dev.keyturn.server.Application;
import dev.keyturn.server.Config;
import dev.keyturn.server.config.SettingsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command against a real server and a real PostgreSQL, and the same check by RotateSecret.
class RotationCheckCommandTest {
  private static final String SINGLE = "SecretsManagerRDSPostgreSQLRotationSingleUser";
  private static final RealPostgres POSTGRES = RealPostgres.shared();

  @TempDir private static Path folder;
  private static Application application;
  private static KeyturnClient secrets;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String user = POSTGRES.newName("cli");
  private final String password = POSTGRES.createUser(user, "");

  @BeforeAll
  static void start() {
    application =
        Application.start(
            Config.of(
                new SettingsReader()
                    .option("--data", List.of(folder.resolve("data").toString()))
                    .option("--listen", List.of("127.0.0.1:0"))
                    .option("--rotation-preflight", List.of("refuse"))
                    .read()),
            InstantSource.system());
    secrets = Administrator.of(application, folder.resolve("data"), "eu-west-1");
  }

  @AfterAll
  static void stop() {
    secrets.close();
    application.close();
  }

  private int check(String... arguments) {
    List<String> all = new ArrayList<>(List.of("rotation", "check"));
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

  private void create(String itsPassword, int port) throws InterruptedException {
    String json =
        """
        {"engine":"postgres","host":"127.0.0.1","port":%d,"username":"%s","password":"%s"}\
        """
            .formatted(port, user, itsPassword);
    secrets.call(
        "CreateSecret",
        Map.of(
            "Name", user,
            "SecretString", json,
            "ClientRequestToken", UUID.randomUUID().toString()));
  }

  private void turnOn() throws InterruptedException {
    JsonNode account = secrets.call("DescribeSecret", Map.of("SecretId", user));
    String arn = account.path("ARN").asString().split(":secret:", 2)[0];
    secrets.call(
        "RotateSecret",
        Map.of(
            "SecretId",
            user,
            "RotationLambdaARN",
            arn.replace("secretsmanager", "lambda") + ":function:" + SINGLE,
            "RotateImmediately",
            false,
            "ClientRequestToken",
            UUID.randomUUID().toString()));
  }

  @Test
  void aSecretThatWouldRotatePassesAndRotationCanBeTurnedOn() throws Exception {
    create(password, POSTGRES.port());
    assertThat(check(user, "--function", SINGLE)).as(err + " " + out).isZero();
    assertThat(out.toString())
        .startsWith(user + "  would rotate")
        .containsPattern("OK +password +The server takes a password");
    turnOn();
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  @Test
  void aSecretThatWouldNotRotateFailsWithTheRemedyAndRotationIsNotTurnedOn() throws Exception {
    create(POSTGRES.newPassword(), POSTGRES.port());
    assertThat(check(user, "--function", SINGLE)).isEqualTo(1);
    assertThat(out.toString())
        .startsWith(user + "  would NOT rotate")
        .containsPattern("FAILED +log-in +Log-in as " + user)
        .containsPattern("Remedy: Put the password that the server has");
    assertThatThrownBy(this::turnOn)
        .isInstanceOf(ClientRefused.class)
        .hasMessageContaining("InvalidRequestException")
        .hasMessageContaining("its preflight failed")
        .hasMessageContaining("Put the password that the server has");
    JsonNode secret = secrets.call("DescribeSecret", Map.of("SecretId", user));
    assertThat(secret.path("RotationEnabled").asBoolean(false)).isFalse();
  }

  @Test
  void aTargetThatIsDownIsUnreachable() throws Exception {
    create(password, closedPort());
    assertThat(check(user, "--function", SINGLE)).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("FAILED +reachability")
        .containsPattern("SKIPPED +change");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theReportIsJsonWhenAskedFor() throws Exception {
    create(password, POSTGRES.port());
    assertThat(check(user, "--function", SINGLE, "--json")).isZero();
    JsonNode report = JsonMapper.shared().readTree(out.toString());
    assertThat(report.path("Passed").asBoolean()).isTrue();
    assertThat(report.path("Findings").get(0).path("Item").asString()).isEqualTo("function");
  }

  @Test
  void theCheckIsAuditedBeforeItLogsInAndShowsNoValue() throws Exception {
    create(password, POSTGRES.port());
    check(user, "--function", SINGLE);
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("data/audit"))) {
      for (Path file : files.toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    List<String> own =
        lines.stream()
            .filter(line -> line.contains("CheckRotation") && line.contains(user))
            .toList();
    assertThat(own).hasSize(2);
    assertThat(own.getFirst()).contains("ATTEMPT");
    assertThat(own.getLast()).contains("RESULT");
    assertThat(lines).noneMatch(line -> line.contains(password));
    assertThat(lines)
        .as("its reads are those of a session of its own")
        .anyMatch(line -> line.contains("GetSecretValue") && line.contains(SINGLE + "/preflight"));
  }

  @Test
  void aSecretWithoutAFunctionAsksForOne() throws Exception {
    create(password, POSTGRES.port());
    assertThat(check(user)).isEqualTo(1);
    assertThat(err.toString()).contains("No rotation function is associated");
  }

  @Test
  void theHelpShowsExamples() {
    assertThat(check("--help")).isZero();
    assertThat(out.toString())
        .contains("Examples:")
        .contains("keyturn rotation check app/database");
  }
}
