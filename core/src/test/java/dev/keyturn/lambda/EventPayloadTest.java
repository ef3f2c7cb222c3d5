package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.Sealed;
import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventPayloadTest {
  private static final SecretValue VALUE = SecretValue.ofString("{\"password\":\"hunter2-ä\"}");

  private final EventPayload payloads = new EventPayload(AesMasterKey.of(new byte[32]));

  private static QueuedEvent event(String function, String requestId) {
    return new QueuedEvent(
        "arn:aws:lambda:eu-west-1:111122223333:function:" + function, "id", requestId, 0, 1, 0, 0);
  }

  @Test
  void whatIsSealedOpensAgainAfterAnyNumberOfAttempts() {
    QueuedEvent event = event("worker", "r1");
    Sealed sealed = payloads.seal(event, VALUE);
    assertThat(new String(sealed.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("hunter2");
    assertThat(payloads.open(event.attempted().delayed(), sealed)).isEqualTo(VALUE);
  }

  @Test
  void itOpensForNoOtherEventAndNoOtherFunction() {
    Sealed sealed = payloads.seal(event("worker", "r1"), VALUE);
    assertThatThrownBy(() -> payloads.open(event("worker", "r2"), sealed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not open");
    assertThatThrownBy(() -> payloads.open(event("other", "r1"), sealed))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void itOpensUnderNoOtherMasterKey() {
    Sealed sealed = payloads.seal(event("worker", "r1"), VALUE);
    byte[] other = new byte[32];
    other[0] = 1;
    EventPayload others = new EventPayload(AesMasterKey.of(other));
    assertThatThrownBy(() -> others.open(event("worker", "r1"), sealed))
        .isInstanceOf(IllegalStateException.class);
  }
}
