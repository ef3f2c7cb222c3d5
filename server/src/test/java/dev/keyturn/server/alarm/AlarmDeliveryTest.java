package dev.keyturn.server.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keyturn.alarm.Alarm;
import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.alarm.Alarm.Event;
import dev.keyturn.alarm.Alarms;
import dev.keyturn.key.SecretValue;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class AlarmDeliveryTest {
  private static final String ARN =
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf";

  private final ManualClock clock = ManualClock.at("2026-11-21T10:00:00Z");
  private final Alarms alarms = new Alarms(new MemoryStore());
  private final List<Boolean> tried = new ArrayList<>();
  private final Receiver receiver = new Receiver();
  private final AlarmDelivery delivery =
      new AlarmDelivery(
          alarms,
          new Webhook(
              receiver.url(), SecretValue.ofString("signs-all-the-alarms"), Optional.empty()),
          clock,
          tried::add);

  @AfterEach
  void close() {
    delivery.close();
    receiver.close();
  }

  private void raise(Cause cause, String subject) {
    alarms.raise(
        new Alarm("id", cause, subject, Event.RAISED, clock.instant(), "text", "remedy", 0));
  }

  private List<String> received() {
    return receiver.messages().stream()
        .map(it -> it.path("event").asString() + " " + it.path("condition").asString())
        .toList();
  }

  @Test
  void whatIsRaisedAndClearedIsToldOnceInThisOrder() throws Exception {
    raise(Cause.STUCK, ARN);
    delivery.deliverDue();
    delivery.deliverDue();
    alarms.clear(Cause.STUCK, ARN, clock.instant());
    delivery.deliverDue();
    delivery.deliverDue();
    assertThat(received()).containsExactly("raised stuck", "cleared stuck");
    assertThat(tried).containsExactly(true, true);
  }

  @Test
  void whatWasNotTakenIsToldAgainLaterAndLater() throws Exception {
    receiver.answerWith(503);
    raise(Cause.STUCK, ARN);
    List<Long> seconds = new ArrayList<>();
    for (int second = 0; second <= 5 + 30 + 120 + 600 + 600; second++) {
      int before = receiver.requests().size();
      delivery.deliverDue();
      if (receiver.requests().size() > before) {
        seconds.add((long) second);
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(seconds).containsExactly(0L, 5L, 35L, 155L, 755L, 1355L);
    assertThat(receiver.messages()).extracting(it -> it.path("id").asString()).containsOnly("id");
    assertThat(receiver.requests())
        .as("each try is signed with its own time")
        .extracting(it -> it.header("Keyturn-Signature").orElseThrow())
        .doesNotHaveDuplicates();
    receiver.answerWith(200);
    clock.advance(Duration.ofMinutes(10));
    delivery.deliverDue();
    clock.advance(Duration.ofDays(1));
    delivery.deliverDue();
    assertThat(tried).endsWith(false, true).hasSize(7);
  }

  @Test
  void oneThatIsNotTakenHoldsUpNoOther() throws Exception {
    receiver.answerWith(500);
    raise(Cause.STUCK, ARN);
    delivery.deliverDue();
    receiver.answerWith(200);
    raise(Cause.OVERDUE, ARN);
    delivery.deliverDue();
    assertThat(received()).containsExactly("raised stuck", "raised overdue");
  }

  @Test
  void theLogNamesTheReceiverButNotItsUrl() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(AlarmDelivery.class);
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    log.addAppender(seen);
    try {
      receiver.answerWith(401);
      raise(Cause.STUCK, ARN);
      delivery.deliverDue();
    } finally {
      log.detachAppender(seen);
    }
    assertThat(seen.list)
        .singleElement()
        .satisfies(event ->
            assertThat(event.getFormattedMessage())
                .contains(
                    "http://127.0.0.1:", ARN, "HTTP status 401", "again at 2026-11-21T10:00:05Z")
                .doesNotContain("/hook", "of-the-receiver", "signs-all"));
  }

  @Test
  void itTellsByItselfOnceStarted() {
    delivery.start();
    raise(Cause.TARGET_SILENT, "db:5432");
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> received().equals(List.of("raised target-silent")));
    List<JsonNode> messages = receiver.messages();
    assertThat(messages.getFirst().path("target").asString()).isEqualTo("db:5432");
  }
}
