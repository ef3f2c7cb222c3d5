package dev.keyturn.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import tools.jackson.databind.node.ObjectNode;

/// A data folder, a real target, and the deaths of the server between them.
final class CrashLab {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Ground ground;
  private final Config config;
  private final MortalServer server;

  CrashLab(Ground ground, Path data, boolean careless) {
    this.ground = ground;
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
    Application running = Application.start(config, InstantSource.system());
    ground.at(config, Optional.of(running.address()));
    return running;
  }

  private Victim prepare(Scenario scenario, Client client) {
    ObjectNode secret = ground.newUser(scenario, superuser -> create(client, superuser));
    String arn = create(client, secret);
    if (scenario.second()) {
      client.rotate(arn, scenario.functionArn(), UUID.randomUUID().toString());
      awaitRest(client, arn);
    }
    double lastRotated = describe(client, arn).path("LastRotatedDate").asDouble(0);
    return new Victim(scenario, arn, UUID.randomUUID().toString(), lastRotated);
  }

  private static String create(Client client, ObjectNode secret) {
    return client
        .secrets(
            "CreateSecret",
            Map.of(
                "Name",
                secret.required("username").asString(),
                "ClientRequestToken",
                UUID.randomUUID().toString(),
                "SecretString",
                secret.toString()))
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
  /// @return whether it died: a quick step that takes its time has a commit more, so that the
  ///   rotation whose points were counted may have had two more than this one
  /// @throws AssertionError when the promise was broken; the text has no secrets
  boolean crash(Victim victim, int haltAt) throws IOException, InterruptedException {
    End end = server.rotate(victim, haltAt);
    boolean begun = assertOpen(victim, end);
    boolean died = end.points().size() >= haltAt;
    assertThat(end.exitCode()).as(end.output()).isEqualTo(died ? Points.HALTED : 0);
    assertThat(begun).as("Begun %s", end.lastPoint()).isEqualTo(haltAt > 1);
    recover(victim, begun, end.lastPoint());
    return died;
  }

  /// The server dies where its careless driver has it die.
  ///
  /// @throws AssertionError when nothing that is stored opens the target
  void crashCarelessly(Victim victim) throws IOException, InterruptedException {
    End end = server.rotate(victim, 0);
    assertThat(end.exitCode()).as(end.output()).isEqualTo(Points.HALTED);
    assertOpen(victim, end);
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
    ground.at(config, Optional.empty());
    StoppedServer.Found found = StoppedServer.read(config, victim);
    assertThat(isOpen(victim.scenario(), found))
        .as("While down %s: a stored value opens", end.lastPoint())
        .isTrue();
    return found.begun();
  }

  private boolean isOpen(Scenario scenario, StoppedServer.Found found) {
    return found.current().filter(ground::opens).isPresent()
        || (!scenario.neverDenies() && found.journalled().filter(ground::opens).isPresent());
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
    assertThat(ground.opens(value(client, victim, "AWSCURRENT")))
        .as("AWSCURRENT opens, %s", point)
        .isTrue();
    assertThat(ground.opens(value(client, victim, "AWSPREVIOUS")))
        .as("AWSPREVIOUS opens but for a single user, %s", point)
        .isEqualTo(victim.scenario().neverDenies());
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
