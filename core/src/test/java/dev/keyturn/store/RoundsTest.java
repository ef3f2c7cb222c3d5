package dev.keyturn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final AtomicInteger rounds = new AtomicInteger();

  @Test
  void endWithTheFirstThatSucceeds() {
    int done =
        Rounds.until(
            () -> Optional.of(rounds.incrementAndGet()).filter(it -> it == 3),
            IllegalStateException::new);

    assertThat(done).isEqualTo(3).isEqualTo(rounds.get());
  }

  @Test
  void endWithTheRefusalWhenOthersAreAlwaysFaster() {
    assertThatThrownBy(() ->
            Rounds.until(
                () -> Optional.of(rounds.incrementAndGet()).filter(_ -> false),
                () -> new IllegalStateException("busy")))
        .hasMessage("busy");
    assertThat(rounds).hasValue(100);
  }

  @Test
  void areNotBegunAgainAfterAFailure() {
    assertThatThrownBy(() ->
            Rounds.until(
                () -> {
                  rounds.incrementAndGet();
                  throw new StoreUnavailable("gone", new IllegalStateException());
                },
                IllegalStateException::new))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(rounds).hasValue(1);
  }
}
