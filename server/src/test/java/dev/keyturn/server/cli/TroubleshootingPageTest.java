package dev.keyturn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the page on troubleshooting says is shown is shown: each cause is made on a real server
/// with a real database, and each quoted line is looked for in the answer.
@Timeout(120)
class TroubleshootingPageTest {
  private static final RealPostgres POSTGRES = RealPostgres.shared();
  private static final String FUNCTION =
      "arn:aws:lambda:us-east-1:000000000000:function:SecretsManagerRDSPostgreSQLRotation";

  @TempDir private static Path folder;
  private static Application application;
  private static KeyturnClient secrets;
  private static String page = "";

  private final String user = POSTGRES.newName("app");
  private final String password = POSTGRES.createUser(user, "");
  private final Map<String, Object> json =
      new HashMap<>(
          Map.of(
              "engine",
              "postgres",
              "host",
              POSTGRES.host(),
              "port",
              POSTGRES.port(),
              "dbname",
              POSTGRES.database(),
              "username",
              user,
              "password",
              password));

  @BeforeAll
  static void start() throws IOException {
    page = Files.readString(Path.of("../docs/troubleshooting.md"));
    application = Application.start(config(Map.of()), InstantSource.system());
    secrets = Administrator.of(application, folder.resolve("data"), "us-east-1");
  }

  private static Config config(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("KEYTURN_DATA", folder.resolve("data").toString());
    environment.put("KEYTURN_LISTEN", "127.0.0.1:0");
    return Config.of(new SettingsReader().environment(environment).read());
  }

  @AfterAll
  static void stop() {
    secrets.close();
    application.close();
  }

  private String create() throws InterruptedException {
    return create(JsonMapper.shared().writeValueAsString(json));
  }

  private static String create(String value) throws InterruptedException {
    return secrets
        .call(
            "CreateSecret",
            Map.of(
                "Name",
                "app/" + UUID.randomUUID(),
                "ClientRequestToken",
                UUID.randomUUID().toString(),
                "SecretString",
                value))
        .required("ARN")
        .asString();
  }

  private static JsonNode rotate(String secret, String function) throws InterruptedException {
    return secrets.call(
        "RotateSecret",
        Map.of(
            "SecretId",
            secret,
            "ClientRequestToken",
            UUID.randomUUID().toString(),
            "RotationLambdaARN",
            function));
  }

  /// What RotateSecret answers.
  private static String refusal(String secret, String function) {
    try {
      return "rotated: " + rotate(secret, function);
    } catch (ClientRefused refused) {
      return String.valueOf(refused.getMessage());
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--endpoint", application.address().toString()));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    new CommandLineProgram(
            _ -> {
              throw new IllegalStateException();
            },
            Map.of())
        .to(new PrintWriter(out), new PrintWriter(out))
        .run(all.toArray(String[]::new));
    return out.toString();
  }

  /// `keyturn rotation show`, once the rotation has failed.
  private static String shownFailure(String secret) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> run("rotation", "show", secret).contains("Remedy: "));
    return run("rotation", "show", secret);
  }

  private String failure(String function) throws InterruptedException {
    String secret = create();
    rotate(secret, FUNCTION + function);
    return shownFailure(secret);
  }

  private String superuser(String options) throws InterruptedException {
    String name = POSTGRES.newName("admin");
    Map<String, Object> of = new HashMap<>(json);
    of.put("username", name);
    of.put("password", POSTGRES.createUser(name, options));
    return create(JsonMapper.shared().writeValueAsString(of));
  }

  /// Each line that the section quotes is in what was shown; `…` stands for anything.
  private static void assertQuoted(String section, String shown) {
    int begin = page.indexOf("## " + section);
    assertThat(begin).as("a section '%s'", section).isNotNegative();
    int end = page.indexOf("\n## ", begin + 1);
    String text = page.substring(begin, end < 0 ? page.length() : end);
    Matcher blocks = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL).matcher(text);
    List<String> missing = new ArrayList<>();
    boolean found = false;
    while (blocks.find()) {
      List<String> lines = blocks.group(1).lines().filter(line -> !line.isBlank()).toList();
      List<String> absent = lines.stream().filter(line -> !isIn(line, shown)).toList();
      found |= absent.isEmpty();
      missing.addAll(absent);
    }
    assertThat(found).as("all of a block's lines in:%n%s%nmissing: %s", shown, missing).isTrue();
  }

  private static boolean isIn(String quoted, String shown) {
    String pattern =
        Arrays.stream(quoted.strip().split("…", -1))
            .map(part -> Arrays.stream(part.split(" +", -1)).map(Pattern::quote).toList())
            .map(words -> String.join(" +", words))
            .reduce((a, b) -> a + ".*" + b)
            .orElseThrow();
    return shown.lines().anyMatch(line -> line.strip().matches(pattern));
  }

  @Test
  void aTargetThatIsNotThere() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      json.put("port", free.getLocalPort());
    }
    assertQuoted("The target does not answer", failure("SingleUser"));
  }

  @Test
  void aHostThatIsNotKnown() throws Exception {
    json.put("host", "no-such-host.invalid");
    assertQuoted("The target does not answer", failure("SingleUser"));
  }

  @Test
  void aMissingKey() throws Exception {
    json.remove("password");
    assertQuoted("The secret's JSON lacks something", failure("SingleUser"));
    assertQuoted("The secret's JSON lacks something", refusal(create(), FUNCTION + "MultiUser"));
  }

  @Test
  void aPasswordThatSomebodyChanged() throws Exception {
    POSTGRES.changePassword(user);
    assertQuoted("The password is refused", failure("SingleUser"));
  }

  @Test
  void aServerWithoutTls() throws Exception {
    json.put("ssl", true);
    assertQuoted("TLS", failure("SingleUser"));
  }

  @Test
  void aFunctionThatDoesNotExist() throws Exception {
    assertQuoted(
        "RotateSecret is denied", refusal(create(), FUNCTION.replace("RDS", "No") + "SingleUser"));
  }

  @Test
  void aRotationThatIsNotComplete() throws Exception {
    POSTGRES.changePassword(user);
    String secret = create();
    rotate(secret, FUNCTION + "SingleUser");
    shownFailure(secret);
    String section = "A previous rotation isn't complete";
    assertQuoted(section, refusal(secret, FUNCTION + "SingleUser"));
    assertQuoted(section, run("rotation", "list", "--only", "failed"));
    run("rotation", "abandon", secret);
    assertQuoted(section, run("rotation", "show", secret));
  }

  @Test
  void aSuperuserSecretThatIsNotThereOrMayNotDoWhatItTakes() throws Exception {
    String section = "The first alternating rotation fails";
    json.put("masterarn", "no/such/secret");
    assertQuoted(section, refusal(create(), FUNCTION + "MultiUser"));
    json.put("masterarn", superuser(""));
    assertQuoted(section, failure("MultiUser"));
    assertQuoted(section, run("rotation", "check", create(), "--function", FUNCTION + "MultiUser"));
  }

  @Test
  void anAlternateUserOfSomebodyElse() throws Exception {
    POSTGRES.createUser(user + "_clone", "");
    json.put("masterarn", superuser("SUPERUSER"));
    assertQuoted("The first alternating rotation fails", failure("MultiUser"));
  }

  @Test
  void aVariableThatIsNotKnown() {
    Map<String, String> variables =
        Map.of(
            "KEYTURN_FUNCTION_ENVIRONMENT",
            "{\"SecretsManagerRDSPostgreSQLRotationSingleUser\":{\"EXCLUDE_CHARACTER\":\"/\"}}");
    assertThatThrownBy(() -> Application.start(config(variables), InstantSource.system()))
        .satisfies(refused ->
            assertQuoted("EXCLUDE_CHARACTERS is ignored", String.valueOf(refused.getMessage())));
  }

  @Test
  void whoStillReadsTheOldVersion() throws Exception {
    String secret = create();
    secrets.call("GetSecretValue", Map.of("SecretId", secret));
    assertThat(
            secrets
                .call("ListSecretVersionIds", Map.of("SecretId", secret))
                .path("Versions")
                .path(0)
                .has("LastAccessedDate"))
        .isTrue();
    String audit = "";
    try (var files = Files.list(folder.resolve("data/audit"))) {
      for (Path file : files.toList()) {
        audit += Files.readString(file);
      }
    }
    assertQuoted("Applications keep the old password", audit);
  }

  @Test
  void rightsThatOnlyOneOfTwoUsersHas() throws Exception {
    String right = POSTGRES.newName("reports");
    POSTGRES.createUser(user + "_clone", "");
    POSTGRES.execute("CREATE ROLE \"%s\"".formatted(right));
    POSTGRES.execute("GRANT \"%s\", \"%s\" TO \"%s_clone\"".formatted(user, right, user));
    json.put("masterarn", superuser("SUPERUSER"));
    assertQuoted(
        "The alternate user lacks rights",
        run("rotation", "check", create(), "--function", FUNCTION + "MultiUser"));
  }
}
