package dev.keyturn.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Step;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:private";

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void requestsAreCountedByOperationAndCode() {
    metrics.answered("secretsmanager", "GetSecretValue", "OK", 1_000_000);
    metrics.answered("secretsmanager", "GetSecretValue", "OK", 1_000_000);
    metrics.answered("secretsmanager", "GetSecretValue", "AccessDeniedException", 1_000_000);
    assertThat(metrics.scrape())
        .contains(
            "keyturn_requests_seconds_count{code=\"OK\",operation=\"GetSecretValue\",service=\"secretsmanager\"} 2")
        .contains("code=\"AccessDeniedException\"");
  }

  @Test
  void theKindsOfRequestsDoNotSwellThePage() {
    int before = metrics.scrape().length();
    metrics.answered("secretsmanager", "GetSecretValue", "OK", 1_000_000);
    assertThat(metrics.scrape()).contains("le=\"0.001\"} 1").hasSizeLessThan(before + 2_500);
  }

  @Test
  void stepsAreCountedByResultAndClassWithoutTheirSecret() {
    Instant at = Instant.parse("2026-11-21T10:00:00Z");
    metrics.stepEnded(
        ARN,
        new StepRecord(
            "token",
            Step.SET_SECRET,
            1,
            at,
            at.plusMillis(20),
            StepRecord.Result.FAILED,
            Optional.of(FailureClass.UNREACHABLE),
            "db.private cannot be reached",
            ""));
    metrics.alarm("db.private:5432", "down");
    assertThat(metrics.scrape())
        .contains(
            "keyturn_rotation_steps_seconds_count{failure=\"unreachable\",result=\"failed\",step=\"setSecret\"} 1")
        .contains("keyturn_rotation_alarms_total 1.0")
        .doesNotContain("private");
  }

  @Test
  void commitsThatWereDoneAreMeasured() throws Conflict {
    try (MeteredStore store = new MeteredStore(new MemoryStore(), metrics)) {
      DocumentKey key = new DocumentKey("kind", "key");
      Write.Put create = new Write.Put(key, Write.ABSENT, "{}", Optional.empty(), Write.Lease.KEEP);
      store.commit(List.of(create));
      assertThatThrownBy(() -> store.commit(List.of(create))).isInstanceOf(Conflict.class);
      assertThat(store.get(key)).isPresent();
    }
    assertThat(metrics.scrape()).contains("keyturn_store_commits_seconds_count 1");
  }

  @Test
  void aGaugeAsksWhenSomebodyLooks() {
    int[] value = {1};
    metrics.gauge("connections", "Open connections", () -> value[0]);
    value[0] = 7;
    assertThat(metrics.scrape()).contains("keyturn_connections 7.0");
  }

  @Test
  void aGaugeMayHaveLabels() {
    metrics.gauge("rotation.conditions", "Wrong", Map.of("condition", "stuck"), () -> 3);
    metrics.gauge("rotation.conditions", "Wrong", Map.of("condition", "failed"), () -> 4);
    assertThat(metrics.scrape())
        .contains("keyturn_rotation_conditions{condition=\"stuck\"} 3.0")
        .contains("keyturn_rotation_conditions{condition=\"failed\"} 4.0");
  }

  @Test
  void alarmsAreCountedByWhetherTheyWereTaken() {
    metrics.told(true);
    metrics.told(false);
    metrics.told(false);
    assertThat(metrics.scrape())
        .contains("keyturn_alarms_sent_total{result=\"taken\"} 1.0")
        .contains("keyturn_alarms_sent_total{result=\"refused\"} 2.0");
  }

  @Test
  void theServerIsReadyWhenItServesAndAllChecksAreWell() {
    boolean[] well = {true};
    Health health = new Health(Map.of("store", () -> well[0]));
    assertThat(health.faults()).isNotEmpty();
    health.serve();
    assertThat(health.faults()).isEmpty();
    well[0] = false;
    assertThat(health.faults()).isEqualTo("store: unavailable\n");
    well[0] = true;
    health.drain();
    assertThat(health.faults()).isNotEmpty();
  }

  @Test
  void aCheckThatThrowsIsAFault() {
    Health health =
        new Health(
            Map.of(
                "store",
                () -> {
                  throw new IllegalStateException("broken");
                }));
    health.serve();
    assertThat(health.faults()).isEqualTo("store: unavailable\n");
  }
}
