package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Target;
import dev.keyturn.acceptance.kit.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The commands of AWS's guide to rotation, with an endpoint and a function of our own, on a real
/// PostgreSQL: both strategies, four rotations each.
class RotationIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String RULES =
      "{\"ScheduleExpression\": \"cron(0 16 1,15 * ? *)\", \"Duration\": \"2h\"}";
  private static final int ROTATIONS = 4;

  @TempDir static Path folder;
  private static Program program;
  private static Target target;
  private static Tool aws;

  /// A user name and its password, as a version of the secret had them.
  private static final class Credentials {
    private final String user;
    private final String password;

    Credentials(JsonNode secret) {
      JsonNode json = JSON.readTree(secret.required("SecretString").asString());
      this.user = json.required("username").asString();
      this.password = Evidence.secret(json.required("password").asString());
    }

    boolean open() throws SQLException {
      return target.opens(user, password);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    target = Target.start("rotation-target");
    program = Program.start("rotation");
    aws = Tool.awsCli(program);
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
    target.close();
  }

  @Test
  void singleUserChangesThePasswordAndTheOldOneIsShutOut() throws Exception {
    String id = "MySingleSecret";
    create(id, target.secretOf("solo", target.createUser("solo")));
    List<Credentials> held = rotate(id, "SecretsManagerRDSPostgreSQLRotationSingleUser");

    assertThat(held).extracting(each -> each.user).containsOnly("solo");
    assertThat(held).extracting(each -> each.password).doesNotHaveDuplicates();
    assertThat(held.removeLast().open()).isTrue();
    for (Credentials old : held) {
      assertThat(old.open()).isFalse();
    }
  }

  @Test
  void alternatingUsersKeepTheOneBeforeUsable() throws Exception {
    JsonNode superuser = create("MySuperuserSecret", target.superuserSecret());
    ObjectNode secret =
        (ObjectNode) JSON.readTree(target.secretOf("pair", target.createUser("pair")));
    secret.put("masterarn", superuser.required("ARN").asString());
    String id = "MyAlternatingSecret";
    create(id, secret.toString());
    List<Credentials> held = rotate(id, "SecretsManagerRDSPostgreSQLRotationMultiUser");

    assertThat(held)
        .extracting(each -> each.user)
        .containsExactly("pair", "pair_clone", "pair", "pair_clone", "pair");
    assertThat(held.removeLast().open()).isTrue();
    assertThat(held.removeLast().open()).isTrue();
    for (Credentials old : held) {
      assertThat(old.open()).isFalse();
    }
  }

  private static JsonNode create(String id, String value) throws IOException {
    JsonNode made =
        aws.json(
            "create-secret",
            "--name",
            id,
            "--description",
            "My test database secret",
            "--secret-string",
            Tool.fileOf(folder, value));
    assertThat(made.required("Name").asString()).isEqualTo(id);
    assertThat(made.required("ARN").asString())
        .matches("arn:aws:secretsmanager:eu-west-1:111122223333:secret:" + id + "-[A-Za-z0-9]{6}");
    return made;
  }

  /// Rotates and returns all credentials that the secret has held, the present ones last.
  private static List<Credentials> rotate(String id, String function) throws Exception {
    List<Credentials> held = new ArrayList<>(List.of(read(id)));
    for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
      Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      JsonNode answer = rotation == 1 ? turnOn(id, function) : rotateAgain(id);
      String version = answer.required("VersionId").asString();
      JsonNode secret = awaitEnd(id, version);
      held.add(read(id));
      assertThat(held.getLast().open()).isTrue();
      assertShown(secret, function, before);
    }
    return held;
  }

  private static JsonNode turnOn(String id, String function) throws IOException {
    return aws.json(
        "rotate-secret",
        "--secret-id",
        id,
        "--rotation-lambda-arn",
        program.function(function),
        "--rotation-rules",
        RULES);
  }

  private static JsonNode rotateAgain(String id) throws IOException {
    return aws.json("rotate-secret", "--secret-id", id);
  }

  private static JsonNode awaitEnd(String id, String version) {
    return Awaitility.await("the rotation of " + id + " ends")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> aws.json("describe-secret", "--secret-id", id),
            secret ->
                secret
                    .required("VersionIdsToStages")
                    .path(version)
                    .toString()
                    .equals("[\"AWSCURRENT\"]"));
  }

  private static Credentials read(String id) throws IOException {
    return new Credentials(aws.json("get-secret-value", "--secret-id", id));
  }

  private static void assertShown(JsonNode secret, String function, Instant before) {
    assertThat(secret.required("RotationEnabled").asBoolean()).isTrue();
    assertThat(secret.required("RotationLambdaARN").asString())
        .isEqualTo(program.function(function));
    JsonNode rules = secret.required("RotationRules");
    assertThat(rules.required("ScheduleExpression").asString()).isEqualTo("cron(0 16 1,15 * ? *)");
    assertThat(rules.required("Duration").asString()).isEqualTo("2h");
    assertThat(time(secret, "LastRotatedDate")).isBetween(before, Instant.now());
    assertThat(time(secret, "NextRotationDate"))
        .isCloseTo(endOfNextWindow(Instant.now()), within(2, ChronoUnit.SECONDS));
  }

  /// Version 1 of the CLI prints epoch seconds, version 2 ISO 8601.
  private static Instant time(JsonNode secret, String member) {
    JsonNode time = secret.required(member);
    return time.isNumber()
        ? Instant.ofEpochMilli(Math.round(time.asDouble() * 1e3))
        : OffsetDateTime.parse(time.asString()).toInstant();
  }

  /// The windows are 16:00 to 18:00 UTC on the 1st and the 15th; the next one is the first that has
  /// not begun.
  private static Instant endOfNextWindow(Instant now) {
    OffsetDateTime day = now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
    while ((day.getDayOfMonth() != 1 && day.getDayOfMonth() != 15)
        || day.plusHours(16).toInstant().isBefore(now)) {
      day = day.plusDays(1);
    }
    return day.plusHours(18).toInstant();
  }
}
