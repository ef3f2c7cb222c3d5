package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Sdk;
import dev.keyturn.rotators.RealRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A user of two Redis servers, rotated by the packaged program while a client logs in without
/// pause with what it retrieved, also while the program is killed.
class RedisRotationIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ROTATIONS = 12;
  private static final int KILLS = 2;

  private final AtomicInteger logIns = new AtomicInteger();
  private final Queue<String> denied = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean done = new AtomicBoolean();
  private List<RealRedis> nodes = List.of();
  private Program program;
  private SecretsManagerClient client;

  RedisRotationIT() throws IOException {
    program = Program.start("redis-" + UUID.randomUUID());
    client = Sdk.client(program);
  }

  @BeforeEach
  void startServers() {
    nodes = List.of(RealRedis.start(), RealRedis.start());
  }

  @AfterEach
  void nothingLeaks() throws InterruptedException {
    client.close();
    program.close();
    for (RealRedis node : nodes) {
      String traces = node.traces();
      assertThat(Evidence.secrets()).noneMatch(traces::contains);
      node.close();
    }
  }

  private ObjectNode json(String user, String password) {
    return JSON.createObjectNode()
        .put("engine", "redis")
        .put("host", nodes.getFirst().host())
        .put("port", nodes.getFirst().port())
        .put("hosts", nodes.getLast().address())
        .put("username", user)
        .put("password", Evidence.secret(password));
  }

  /// A user of both servers, and its secret.
  private String create(String user, String... rules) {
    String password = RealRedis.newPassword();
    for (RealRedis node : nodes) {
      node.setUser(user, "on", "+ping", RealRedis.rule(password));
      node.setUser(user, rules);
    }
    return create(json(user, password));
  }

  private String create(ObjectNode secret) {
    String name = secret.required("username").asString();
    return client.createSecret(request -> request.name(name).secretString(secret.toString())).arn();
  }

  @Test
  void aSuperuserRotatesAUserWhoIsNeverDenied() throws Exception {
    String superuser =
        create("keyturn", "+acl|getuser", "+acl|setuser", "+acl|save", "+config|rewrite");
    String password = RealRedis.newPassword();
    nodes.forEach(node -> node.setUser("app", "on", "+ping", RealRedis.rule(password)));
    create(json("app", password).put("masterarn", superuser));
    rotateWhileAClientLogsIn("app");
  }

  @Test
  void aUserWhoMayChangeItselfIsNeverDenied() throws Exception {
    create("self", "+acl|getuser", "+acl|setuser", "+acl|save", "+config|rewrite");
    rotateWhileAClientLogsIn("self");
  }

  private void rotateWhileAClientLogsIn(String name) throws Exception {
    Thread application = Thread.ofVirtual().start(() -> logInWithoutPause(name));
    for (int i = 1; i <= ROTATIONS; i++) {
      String version = rotate(name);
      if (i % (ROTATIONS / KILLS) == 0) {
        program.kill();
        program.startAgain();
      }
      awaitEnd(name, version);
      awaitLogIns(4);
    }
    done.set(true);
    application.join();
    System.out.printf("Redis: %d rotations, %d log-ins%n", ROTATIONS, logIns.get());
    assertThat(denied).isEmpty();
    assertThat(nodes).allMatch(node -> node.digests(name).size() == 2);
  }

  private String rotate(String name) {
    String function = program.function("SecretsManagerElasticacheUserRotation");
    return client
        .rotateSecret(request ->
            request
                .secretId(name)
                .rotationLambdaARN(function)
                .rotationRules(rules -> rules.automaticallyAfterDays(30L)))
        .versionId();
  }

  private void awaitEnd(String name, String version) {
    Awaitility.await("the rotation of " + name)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> client.describeSecret(it -> it.secretId(name)).versionIdsToStages().get(version),
            List.of("AWSCURRENT")::equals);
  }

  /// The client has read again: what it holds is the current or the previous password.
  private void awaitLogIns(int more) {
    int enough = logIns.get() + more;
    Awaitility.await("log-ins of the application")
        .pollInterval(Duration.ofMillis(5))
        .until(() -> logIns.get() >= enough);
  }

  /// Keeps what it has while the secrets cannot be read.
  private void logInWithoutPause(String name) {
    JsonNode held = read(name);
    while (!done.get()) {
      for (RealRedis node : nodes) {
        logIn(node, held);
      }
      try {
        held = read(name);
      } catch (SdkException unavailable) {
        Thread.onSpinWait();
      }
    }
  }

  private JsonNode read(String name) {
    JsonNode secret =
        JSON.readTree(client.getSecretValue(request -> request.secretId(name)).secretString());
    Evidence.secret(secret.required("password").asString());
    return secret;
  }

  private void logIn(RealRedis node, JsonNode held) {
    try (Jedis redis =
        node.connect(held.required("username").asString(), held.required("password").asString())) {
      redis.ping();
      logIns.incrementAndGet();
    } catch (JedisAccessControlException refused) {
      denied.add(String.valueOf(refused.getMessage()));
    }
  }
}
