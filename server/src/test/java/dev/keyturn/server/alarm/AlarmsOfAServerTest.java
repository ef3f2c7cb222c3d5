package dev.keyturn.server.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyturn.server.Application;
import dev.keyturn.server.Config;
import dev.keyturn.server.cli.Administrator;
import dev.keyturn.server.cli.KeyturnClient;
import dev.keyturn.server.config.SettingsReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole server with a webhook.
@Timeout(120)
class AlarmsOfAServerTest {
  private static final String FUNCTION =
      "arn:aws:lambda:eu-west-1:000000000000:function:SecretsManagerRDSPostgreSQLRotationSingleUser";

  @TempDir private Path folder;

  private Application start(Receiver receiver) {
    return Application.start(
        Config.of(
            new SettingsReader()
                .environment(
                    Map.of(
                        "KEYTURN_DATA",
                        folder.resolve("data").toString(),
                        "KEYTURN_LISTEN",
                        "127.0.0.1:0",
                        "KEYTURN_ALARM_URL",
                        receiver.url().toString(),
                        "KEYTURN_ALARM_SECRET",
                        "signs-all-the-alarms"))
                .read()),
        InstantSource.system());
  }

  private KeyturnClient client(Application application) {
    return Administrator.of(application, folder.resolve("data"), "eu-west-1");
  }

  private static void awaitMetric(Application application, String line) {
    await().atMost(Duration.ofSeconds(30)).until(() -> metrics(application).contains(line));
  }

  private static String metrics(Application application) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(application.address().resolve("/metrics")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private static List<String> told(Receiver receiver) {
    return receiver.messages().stream()
        .map(it ->
            it.path("event").asString()
                + " "
                + it.path("condition").asString()
                + " "
                + it.path("secret").path("name").asString())
        .toList();
  }

  @Test
  void aRotationThatFailsIsToldOnceAndItsEndOnceAcrossRestarts() throws Exception {
    try (Receiver receiver = new Receiver()) {
      try (Application application = start(receiver);
          KeyturnClient client = client(application)) {
        client.call(
            "CreateSecret",
            Map.of(
                "Name",
                "app/database",
                "ClientRequestToken",
                "11111111-1111-1111-1111-111111111111",
                "SecretString",
                "{\"engine\":\"postgres\",\"username\":\"app\",\"password\":\"correct-horse\"}"));
        client.call(
            "RotateSecret",
            Map.of(
                "SecretId",
                "app/database",
                "ClientRequestToken",
                "22222222-2222-2222-2222-222222222222",
                "RotationLambdaARN",
                FUNCTION));
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> told(receiver).equals(List.of("raised failed app/database")));
        assertThat(receiver.messages().getFirst().path("text").asString())
            .contains("createSecret failed in attempt 1 (MISCONFIGURED): ")
            .contains("host");
        assertThat(receiver.messages().getFirst().path("remedy").asString()).isNotEmpty();
        // Until that is written down, a server that stops would tell it again.
        awaitMetric(application, "keyturn_alarms_untold 0.0");
      }
      try (Application application = start(receiver);
          KeyturnClient client = client(application)) {
        awaitMetric(application, "keyturn_rotation_conditions{condition=\"failed\"} 1.0");
        client.call(
            "PutSecretValue",
            Map.of(
                "SecretId",
                "app/database",
                "ClientRequestToken",
                "33333333-3333-3333-3333-333333333333",
                "SecretString",
                "{}"));
        awaitMetric(application, "keyturn_rotations_abandoned_total 1.0");
      }
      try (Application application = start(receiver)) {
        await().atMost(Duration.ofSeconds(30)).until(() -> told(receiver).size() > 1);
        assertThat(told(receiver))
            .containsExactly("raised failed app/database", "cleared failed app/database");
        awaitMetric(application, "keyturn_alarms_sent_total{result=\"taken\"} 1.0");
        assertThat(metrics(application))
            .contains("keyturn_rotation_conditions{condition=\"failed\"} 0.0")
            .contains("keyturn_rotation_unsettled_longest_seconds 0.0")
            .contains("keyturn_targets_silent 0.0")
            .contains("keyturn_alarms_untold ");
      }
      assertThat(receiver.messages().toString()).doesNotContain("correct-horse");
    }
  }
}
