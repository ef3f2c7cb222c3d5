package dev.keyturn.acceptance;

import static dev.keyturn.acceptance.kit.Engine.MARIADB;
import static dev.keyturn.acceptance.kit.Engine.MYSQL;
import static dev.keyturn.acceptance.kit.Engine.POSTGRESQL;
import static dev.keyturn.acceptance.kit.Engine.REDIS;
import static dev.keyturn.acceptance.kit.Strategy.ALTERNATING_USERS;
import static dev.keyturn.acceptance.kit.Strategy.OWN_TWO_PASSWORDS;
import static dev.keyturn.acceptance.kit.Strategy.SINGLE_USER;
import static dev.keyturn.acceptance.kit.Strategy.TWO_PASSWORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.keyturn.acceptance.kit.Credentials;
import dev.keyturn.acceptance.kit.Engine;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.RotatedSecret;
import dev.keyturn.acceptance.kit.Sdk;
import dev.keyturn.acceptance.kit.Strategy;
import dev.keyturn.acceptance.kit.Target;
import dev.keyturn.acceptance.kit.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The commands of AWS's guide to rotation, with an endpoint and a function of our own, on real
/// servers with certificates of a private authority: every engine and strategy, four rotations
/// each.
class RotationIT {
  private static final String RULES =
      "{\"ScheduleExpression\": \"cron(0 16 1,15 * ? *)\", \"Duration\": \"2h\"}";
  private static final int ROTATIONS = 4;

  @TempDir static Path folder;
  private static Program program;
  private static Tool aws;
  private static SecretsManagerClient sdk;

  @BeforeAll
  static void start() throws Exception {
    program = Program.forTargets("rotation");
    aws = Tool.awsCli(program);
    sdk = Sdk.client(program);
  }

  @AfterAll
  static void stop() throws Exception {
    sdk.close();
    program.close();
  }

  static Stream<Arguments> enginesAndStrategies() {
    return Stream.of(
        arguments("solo", POSTGRESQL, SINGLE_USER),
        arguments("pair", POSTGRESQL, ALTERNATING_USERS),
        arguments("mariasolo", MARIADB, SINGLE_USER),
        arguments("mariapair", MARIADB, ALTERNATING_USERS),
        arguments("mysolo", MYSQL, SINGLE_USER),
        arguments("mypair", MYSQL, ALTERNATING_USERS),
        arguments("redisown", REDIS, OWN_TWO_PASSWORDS),
        arguments("redis", REDIS, TWO_PASSWORDS));
  }

  @ParameterizedTest
  @MethodSource("enginesAndStrategies")
  @Execution(ExecutionMode.CONCURRENT)
  void theLastCredentialsOpenAndOlderOnesDoNot(String user, Engine engine, Strategy strategy)
      throws Exception {
    Target target = engine.target();
    create(user, target, strategy);

    List<Credentials> held = rotate(user, program.function(target.function(strategy)));

    for (int i = 0; i < held.size(); i++) {
      Credentials each = held.get(i);
      assertThat(each.user()).isEqualTo(strategy.user(user, i));
      assertThat(each.open(target))
          .as("version %d of %d", i, ROTATIONS)
          .isEqualTo(i > ROTATIONS - strategy.opening());
    }
    assertThat(held).extracting(Credentials::password).doesNotHaveDuplicates();
  }

  private static void create(String user, Target target, Strategy strategy) throws Exception {
    ObjectNode secret = target.newUser(user, strategy);
    if (strategy.hasSuperuser()) {
      JsonNode superuser = createSecret("SuperuserOf-" + user, target.superuser());
      secret.put("masterarn", superuser.required("ARN").asString());
    }
    createSecret(user, secret);
  }

  private static JsonNode createSecret(String id, ObjectNode secret) throws IOException {
    JsonNode made =
        aws.json(
            "create-secret",
            "--name",
            id,
            "--description",
            "My test database secret",
            "--secret-string",
            Tool.fileOf(folder, secret.toString()));
    assertThat(made.required("Name").asString()).isEqualTo(id);
    assertThat(made.required("ARN").asString())
        .matches("arn:aws:secretsmanager:eu-west-1:111122223333:secret:" + id + "-[A-Za-z0-9]{6}");
    return made;
  }

  /// Rotates and returns all credentials that the secret has held, the present ones last.
  private static List<Credentials> rotate(String id, String function) throws IOException {
    List<Credentials> held = new ArrayList<>(List.of(read(id)));
    for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
      Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      JsonNode answer = rotation == 1 ? turnOn(id, function) : rotateAgain(id);
      String version = answer.required("VersionId").asString();
      RotatedSecret.awaitEnd(program, id, version);
      held.add(read(id));
      assertShown(aws.json("describe-secret", "--secret-id", id), function, before);
    }
    return held;
  }

  private static JsonNode turnOn(String id, String function) throws IOException {
    return aws.json(
        "rotate-secret",
        "--secret-id",
        id,
        "--rotation-lambda-arn",
        function,
        "--rotation-rules",
        RULES);
  }

  private static JsonNode rotateAgain(String id) throws IOException {
    return aws.json("rotate-secret", "--secret-id", id);
  }

  private static Credentials read(String id) {
    return new Credentials(sdk.getSecretValue(r -> r.secretId(id)).secretString());
  }

  private static void assertShown(JsonNode secret, String function, Instant before) {
    assertThat(secret.required("RotationEnabled").asBoolean()).isTrue();
    assertThat(secret.required("RotationLambdaARN").asString()).isEqualTo(function);
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
