package dev.keyturn.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyturn.rotators.RealPostgres;
import dev.keyturn.server.Application;
import dev.keyturn.server.Config;
import dev.keyturn.server.crash.MortalServer.End;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A data folder, a real target, and the deaths of the server between them.
final class CrashLab {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ADMINISTRATOR = "administrator";

  private final RealPostgres target;
  private final Config config;
  private final MortalServer server;
  private Optional<String> superuserArn = Optional.empty();
  private Optional<String> superuser = Optional.empty();

  CrashLab(RealPostgres target, Path data, boolean careless) {
    this.target = target;
    this.config = CrashMain.config(data);
    this.server = new MortalServer(data, careless);
  }

  /// Users with their secrets, each as its scenario wants it.
  List<Victim> prepare(List<Scenario> scenarios) {
    try (Application running = start();
        Client client = new Client(running.address())) {
      List<Victim> victims = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        victims.add(prepare(scenario, client));
      }
      return victims;
    }
  }

  private Application start() {
    return Application.start(config, InstantSource.system());
  }

  private Victim prepare(Scenario scenario, Client client) {
    String user = target.newName("victim");
    Map<String, String> more =
        scenario.alternating() ? Map.of("masterarn", superuser(client)) : Map.of();
    String arn = create(client, user, target.createUser(user, ""), more);
    superuser.ifPresent(
        name -> target.execute("GRANT \"%s\" TO \"%s\" WITH ADMIN OPTION".formatted(user, name)));
    if (scenario.second()) {
      client.rotate(arn, scenario.functionArn(), UUID.randomUUID().toString());
      awaitRest(client, arn);
    }
    double lastRotated = describe(client, arn).path("LastRotatedDate").asDouble(0);
    return new Victim(scenario, arn, UUID.randomUUID().toString(), lastRotated);
  }

  private String superuser(Client client) {
    if (superuserArn.isEmpty()) {
      String name = target.newName(ADMINISTRATOR);
      superuser = Optional.of(name);
      superuserArn =
          Optional.of(create(client, name, target.createUser(name, "CREATEROLE"), Map.of()));
    }
    return superuserArn.get();
  }

  private String create(Client client, String user, String password, Map<String, String> more) {
    var members =
        JsonMapper.shared()
            .createObjectNode()
            .put("engine", "postgres")
            .put("host", target.host())
            .put("port", target.port())
            .put("dbname", target.database())
            .put("username", user)
            .put("password", password);
    more.forEach(members::put);
    return client
        .secrets(
            "CreateSecret",
            Map.of(
                "Name",
                user,
                "ClientRequestToken",
                UUID.randomUUID().toString(),
                "SecretString",
                members.toString()))
        .required("ARN")
        .asString();
  }

  /// All points of a victim's rotation, which goes on to its end.
  List<String> points(Victim victim) throws IOException, InterruptedException {
    End end = server.rotate(victim, 0);
    assertThat(end.exitCode()).as(end.output()).isZero();
    return end.points();
  }

  /// The server dies in a victim's rotation and starts again.
  ///
  /// @param haltAt the number of the point, from 1
  /// @throws AssertionError when the promise was broken; the text has no secrets
  void crash(Victim victim, int haltAt) throws IOException, InterruptedException {
    End end = server.rotate(victim, haltAt);
    boolean begun = assertOpen(victim, end);
    assertThat(end.exitCode()).as(end.output()).isEqualTo(Points.HALTED);
    assertThat(begun).as("Begun %s", end.lastPoint()).isEqualTo(haltAt > 1);
    recover(victim, begun, end.lastPoint());
  }

  /// The server dies in a victim's rotation, and again where it goes on with it, unless it comes to
  /// the end before.
  ///
  /// @return whether it died twice
  boolean crashTwice(Victim victim, int haltAt, int againAt)
      throws IOException, InterruptedException {
    End first = server.rotate(victim, haltAt);
    End second = server.rotate(victim, againAt);
    boolean begun = assertOpen(victim, second);
    recover(victim, begun, first.lastPoint() + ", then " + second.lastPoint());
    return second.exitCode() == Points.HALTED;
  }

  /// Looks at the target while the server is down.
  ///
  /// @return whether the rotation is stored
  private boolean assertOpen(Victim victim, End end) {
    StoppedServer.Found found = StoppedServer.read(config, victim);
    assertThat(isOpen(victim.scenario(), found))
        .as("While down %s: a stored value opens", end.lastPoint())
        .isTrue();
    return found.begun();
  }

  private boolean isOpen(Scenario scenario, StoppedServer.Found found) {
    return found.current().filter(this::opens).isPresent()
        || (!scenario.alternating() && found.journalled().filter(this::opens).isPresent());
  }

  private boolean opens(Credential credential) {
    return credential.opens(target);
  }

  /// A client that got no answer, and whose rotation was not stored, asks again.
  private void recover(Victim victim, boolean begun, String point) {
    try (Application running = start();
        Client client = new Client(running.address())) {
      if (!begun) {
        client.rotate(victim);
      }
      awaitRest(client, victim.secretArn());
      assertRotated(client, victim, point);
    }
  }

  private static void awaitRest(Client client, String arn) {
    try {
      await().pollInterval(Duration.ofMillis(20)).atMost(LIMIT).until(() -> client.isAtRest(arn));
    } catch (ConditionTimeoutException _) {
      throw new AssertionError("The rotation does not end: " + client.rotation(arn));
    }
  }

  private void assertRotated(Client client, Victim victim, String point) {
    JsonNode secret = describe(client, victim.secretArn());
    JsonNode stages = secret.required("VersionIdsToStages");
    assertThat(stages.path(victim.token()).toString()).as(point).isEqualTo("[\"AWSCURRENT\"]");
    assertThat(stages.toString()).as(point).doesNotContain("AWSPENDING");
    assertThat(secret.path("LastRotatedDate").asDouble(0))
        .as(point)
        .isGreaterThan(victim.lastRotated());
    assertThat(opens(value(client, victim, "AWSCURRENT")))
        .as("AWSCURRENT opens, %s", point)
        .isTrue();
    assertThat(opens(value(client, victim, "AWSPREVIOUS")))
        .as("AWSPREVIOUS opens with alternating users only, %s", point)
        .isEqualTo(victim.scenario().alternating());
  }

  private static JsonNode describe(Client client, String arn) {
    return client.secrets("DescribeSecret", Map.of("SecretId", arn));
  }

  private static Credential value(Client client, Victim victim, String stage) {
    return Credential.of(
        client
            .secrets(
                "GetSecretValue", Map.of("SecretId", victim.secretArn(), "VersionStage", stage))
            .required("SecretString")
            .asString());
  }
}
