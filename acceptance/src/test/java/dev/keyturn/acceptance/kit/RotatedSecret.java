package dev.keyturn.acceptance.kit;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.node.ObjectNode;

/// A secret of a new user of a target, and its rotation.
public final class RotatedSecret {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Program program;
  private final String id;
  private final String function;

  private RotatedSecret(Program program, String id, String function) {
    this.program = program;
    this.id = id;
    this.function = function;
  }

  public static RotatedSecret create(Program program, Target target, Strategy strategy)
      throws Exception {
    String user = "app_" + UUID.randomUUID().toString().substring(0, 8);
    ObjectNode secret = target.newUser(user, strategy);
    try (SecretsManagerClient client = Sdk.client(program)) {
      if (strategy.hasSuperuser()) {
        secret.put("masterarn", create(client, "of-" + user, target.superuser()));
      }
      create(client, user, secret);
    }
    return new RotatedSecret(program, user, program.function(target.function(strategy)));
  }

  /// Asks, with one token, for as long as there is no answer.
  private static String create(SecretsManagerClient client, String name, ObjectNode secret) {
    String token = UUID.randomUUID().toString();
    return await("an answer to CreateSecret")
        .ignoreExceptionsMatching(RotatedSecret::isNoAnswer)
        .until(
            () ->
                client
                    .createSecret(
                        r -> r.name(name).clientRequestToken(token).secretString(secret.toString()))
                    .arn(),
            arn -> !arn.isEmpty());
  }

  /// Its name.
  public String id() {
    return id;
  }

  /// Starts a rotation and returns the version that it makes. Asks, with one token, for as long as
  /// there is no answer.
  public String begin() {
    String token = UUID.randomUUID().toString();
    try (SecretsManagerClient client = Sdk.client(program)) {
      await("an answer to RotateSecret")
          .ignoreExceptionsMatching(RotatedSecret::isNoAnswer)
          .until(() ->
              client
                  .rotateSecret(r ->
                      r.secretId(id)
                          .clientRequestToken(token)
                          .rotationLambdaARN(function)
                          .rotationRules(rules -> rules.automaticallyAfterDays(30L)))
                  .versionId()
                  .equals(token));
    }
    return token;
  }

  /// Waits for the end of the rotation that makes this version.
  public void awaitEnd(String version) {
    awaitEnd(program, id, version);
  }

  /// Waits for the end of the rotation of any secret that makes this version.
  public static void awaitEnd(Program program, String id, String version) {
    try (SecretsManagerClient client = Sdk.client(program)) {
      await("the end of the rotation of " + id)
          .ignoreExceptionsMatching(RotatedSecret::isNoAnswer)
          .until(
              () -> client.describeSecret(r -> r.secretId(id)).versionIdsToStages().get(version),
              List.of("AWSCURRENT")::equals);
    }
  }

  /// The client does not wrap every refused connection: not the one at which it tries a second time
  /// to send a body.
  private static boolean isNoAnswer(Throwable failure) {
    return failure instanceof SdkClientException || failure instanceof UncheckedIOException;
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(10));
  }

  /// A whole rotation; returns its version, whose password must not be found anywhere.
  public String rotate() {
    String version = begin();
    awaitEnd(version);
    Evidence.secret(credentials(version).password());
    return version;
  }

  /// The version that is AWSCURRENT.
  public String current() {
    try (SecretsManagerClient client = Sdk.client(program)) {
      return client.getSecretValue(r -> r.secretId(id)).versionId();
    }
  }

  /// The labels of its versions.
  public Map<String, List<String>> labels() {
    try (SecretsManagerClient client = Sdk.client(program)) {
      return client.describeSecret(r -> r.secretId(id)).versionIdsToStages();
    }
  }

  /// The credentials of a version.
  public Credentials credentials(String version) {
    return new Credentials(value(version));
  }

  private String value(String version) {
    try (SecretsManagerClient client = Sdk.client(program)) {
      return client.getSecretValue(r -> r.secretId(id).versionId(version)).secretString();
    }
  }

  /// The value of AWSCURRENT with another password.
  public String withNewPassword() {
    ObjectNode json = (ObjectNode) Target.JSON.readTree(value(current()));
    return json.put("password", Program.randomText(24)).toString();
  }

  /// PutSecretValue; returns the version.
  public String put(String value) {
    try (SecretsManagerClient client = Sdk.client(program)) {
      return client.putSecretValue(r -> r.secretId(id).secretString(value)).versionId();
    }
  }
}
