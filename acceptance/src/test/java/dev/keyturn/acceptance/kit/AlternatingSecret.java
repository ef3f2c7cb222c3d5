package dev.keyturn.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// A secret of a new PostgreSQL user that takes turns with its clone.
public final class AlternatingSecret {
  private static final String FUNCTION = "SecretsManagerRDSPostgreSQLRotationMultiUser";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Program program;
  private final String id;

  private AlternatingSecret(Program program, String id) {
    this.program = program;
    this.id = id;
  }

  public static AlternatingSecret create(Program program, Target postgres) throws Exception {
    String suffix = UUID.randomUUID().toString().substring(0, 8);
    String user = "app_" + suffix;
    String json = postgres.secretOf(user, postgres.createUser(user)).strip();
    try (SecretsManagerClient client = Sdk.client(program)) {
      String superuser =
          client
              .createSecret(r -> r.name("admin-" + suffix).secretString(postgres.superuserSecret()))
              .arn();
      String members = json.substring(0, json.length() - 1);
      String value = members + ",\"masterarn\":\"" + superuser + "\"}";
      client.createSecret(r -> r.name(user).secretString(value));
    }
    return new AlternatingSecret(program, user);
  }

  /// Its name.
  public String id() {
    return id;
  }

  /// Starts a rotation and returns the version that it makes.
  public String begin() {
    try (SecretsManagerClient client = Sdk.client(program)) {
      return client
          .rotateSecret(r ->
              r.secretId(id)
                  .rotationLambdaARN(program.function(FUNCTION))
                  .rotationRules(rules -> rules.automaticallyAfterDays(30L)))
          .versionId();
    }
  }

  /// Waits for the end of the rotation that makes this version.
  public void awaitEnd(String version) {
    try (SecretsManagerClient client = Sdk.client(program)) {
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(10))
          .untilAsserted(() ->
              assertThat(client.describeSecret(r -> r.secretId(id)).versionIdsToStages())
                  .containsEntry(version, List.of("AWSCURRENT")));
    }
  }

  /// A whole rotation.
  public void rotate() {
    awaitEnd(begin());
  }
}
