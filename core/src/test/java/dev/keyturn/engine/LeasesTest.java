package dev.keyturn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.store.Conflict;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final String KIND = "rotation";
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration LESS = Duration.ofSeconds(10);

  private final BreakableStore store = new BreakableStore();
  private final ManualClock clock = ManualClock.at("2026-11-21T08:00:00Z");
  private final Leases leases = new Leases(store, clock, LEASE);

  private List<Document> claim() {
    return store.claimDue(KIND, clock.instant(), LEASE, 100);
  }

  private List<Document> hold(int count) throws Conflict {
    store.commit(
        IntStream.range(0, count)
            .<Write>mapToObj(i ->
                new Write.Put(
                    new DocumentKey(KIND, "key" + i),
                    Write.ABSENT,
                    "{}",
                    Optional.of(clock.instant()),
                    Write.Lease.RELEASE))
            .toList());
    List<Document> claimed = claim();
    claimed.forEach(leases::hold);
    return claimed;
  }

  private void passWithRenewals() {
    for (int i = 0; i < 4; i++) {
      clock.advance(LESS);
      leases.renew();
    }
  }

  @Test
  void whatIsRenewedIsNotHandedOut() throws Conflict {
    hold(20);
    passWithRenewals();
    assertThat(claim()).isEmpty();
    assertThat(leases.size()).isEqualTo(20);
  }

  @Test
  void whatIsDroppedRunsOut() throws Conflict {
    leases.drop(hold(1).getFirst());
    passWithRenewals();
    assertThat(claim()).hasSize(1);
  }

  @Test
  void whatWasLostIsLetGo() throws Conflict {
    hold(1);
    clock.advance(LEASE);
    assertThat(claim()).hasSize(1);
    leases.renew();
    assertThat(leases.size()).isZero();
  }

  @Test
  void aFaultLosesNoClaim() throws Conflict {
    hold(1);
    store.stumble();
    leases.renew();
    passWithRenewals();
    assertThat(claim()).isEmpty();
  }
}
