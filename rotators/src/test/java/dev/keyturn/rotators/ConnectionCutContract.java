package dev.keyturn.rotators;

import static dev.keyturn.function.FailureClass.BROKEN;
import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.TIMEOUT;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.testkit.FaultProxy;
import dev.keyturn.testkit.FaultProxy.Cut;
import dev.keyturn.testkit.FaultProxy.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/// The connection to a target is cut behind any byte: then AWSCURRENT or the pending version that
/// is stored opens the target, and one retry ends the rotation. Speaks for every engine and
/// strategy; a test of one is a subclass.
abstract class ConnectionCutContract {
  private static final int SAMPLE = 40;
  private static final long SEED = Long.getLong("cut.seed", new Random().nextLong(1_000_000));
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final List<Cut> CUTS = List.of(Cut.CLOSE, Cut.RESET, Cut.HALF_CLOSE);

  /// A secret whose target stands behind a proxy.
  ///
  /// @param alwaysOpen whether AWSCURRENT opens the target at every instant of a rotation
  record Proxied(RotatedSecret secret, FaultProxy proxy, boolean alwaysOpen) {}

  private final List<FaultProxy> proxies = new ArrayList<>();

  /// Where the target listens.
  abstract int port();

  /// New secrets of a target that listens at the proxy's port, one of each strategy.
  abstract List<Proxied> secrets(FaultProxy proxy);

  private List<Proxied> secrets() {
    FaultProxy proxy = new FaultProxy(port());
    proxies.add(proxy);
    return secrets(proxy);
  }

  @AfterEach
  void stop() {
    proxies.forEach(FaultProxy::close);
  }

  /// Whether the target, asked directly, lets the user of this version in.
  abstract boolean opens(JsonNode version);

  /// A place to cut at.
  private record Place(Direction direction, long after, Cut how) {

    /// Who hears a part of a message may take it for all of it: a driver for nonsense, a server
    /// whose way back is open for a wrong password.
    Set<FailureClass> classes() {
      if (direction == Direction.TO_CLIENT) {
        return Set.of(UNREACHABLE, BROKEN);
      }
      return how == Cut.HALF_CLOSE ? Set.of(UNREACHABLE, REFUSED, BUSY) : Set.of(UNREACHABLE);
    }
  }

  /// How many bytes there are to cut at.
  private record Bytes(long toTarget, long toClient) {
    long of(Direction direction) {
      return direction == Direction.TO_TARGET ? toTarget : toClient;
    }
  }

  @Test
  @Timeout(300)
  void aSampleOfCutsLeavesNobodyLockedOut() throws StepFailed {
    Random random = new Random(SEED);
    for (Proxied proxied : secrets()) {
      Bytes bytes = measure(proxied);
      for (int i = 0; i < SAMPLE; i++) {
        Direction direction = random.nextBoolean() ? Direction.TO_TARGET : Direction.TO_CLIENT;
        long after = random.nextLong(bytes.of(direction));
        Place place = new Place(direction, after, CUTS.get(random.nextInt(CUTS.size())));
        assertThat(cut(proxied, place)).as("%s was reached", place).isTrue();
      }
      report(proxied, SAMPLE + " cuts, -Dcut.seed=" + SEED);
    }
  }

  @Test
  @Tag("soak")
  @Timeout(14_400)
  void noCutLeavesAnybodyLockedOut() throws StepFailed {
    for (Proxied proxied : secrets()) {
      proxied.secret().rotate();
      for (Direction direction : Direction.values()) {
        for (Cut how : CUTS) {
          long after = 0;
          while (cut(proxied, new Place(direction, after, how))) {
            after++;
          }
          report(proxied, "%s, %d bytes %s".formatted(how, after, direction));
          // With alternating users every other rotation is shorter.
          assertThat(after).isGreaterThan(measure(proxied).of(direction) / 2);
        }
      }
    }
  }

  /// Time-outs are shorter than a lease, so that nothing is sent once another worker may be at it.
  @Test
  @Timeout(120)
  @Execution(ExecutionMode.CONCURRENT)
  void aTargetThatFallsSilentIsGivenUpWithinALease() throws Exception {
    List<Callable<Void>> rotations = new ArrayList<>();
    int strategies = secrets().size();
    for (int each = 0; each < 4 * strategies; each++) {
      Proxied proxied = secrets().get(each % strategies);
      long after = measure(proxied).toClient() * each / (4L * strategies);
      rotations.add(() -> {
        fallSilent(proxied, after);
        return null;
      });
    }
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> rotation : all.invokeAll(rotations)) {
        rotation.get();
      }
    }
  }

  private void fallSilent(Proxied proxied, long after) {
    RotatedSecret secret = proxied.secret();
    proxied.proxy().heal();
    proxied.proxy().cut(Direction.TO_CLIENT, after, Cut.SILENCE);
    secret.begin();
    long begun = System.nanoTime();
    Optional<StepFailed> failed = walk(secret);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LEASE);
    assertThat(failed).as("%s falls silent behind byte %d", secret.arn, after).isPresent();
    assertThat(failed.orElseThrow().failureClass()).isIn(UNREACHABLE, TIMEOUT, BROKEN);
    proxied.proxy().heal();
    assertThatCode(secret::walk).as("The retry").doesNotThrowAnyException();
    assertThat(opens(secret.json("AWSCURRENT"))).isTrue();
  }

  private static void report(Proxied proxied, String text) {
    System.out.printf("Connection cut: %s, %s%n", proxied.secret().arn, text);
  }

  /// How many bytes a rotation is, each way, less what may differ from one to the next. The first
  /// rotation is not counted: it may make a user.
  private static Bytes measure(Proxied proxied) throws StepFailed {
    proxied.secret().rotate();
    proxied.proxy().heal();
    proxied.secret().rotate();
    long slack = 200;
    return new Bytes(
        proxied.proxy().passed(Direction.TO_TARGET) - slack,
        proxied.proxy().passed(Direction.TO_CLIENT) - slack);
  }

  /// @return whether there was anything to cut
  private boolean cut(Proxied proxied, Place place) {
    RotatedSecret secret = proxied.secret();
    proxied.proxy().heal();
    proxied.proxy().cut(place.direction(), place.after(), place.how());
    secret.begin();
    Optional<StepFailed> failed = walk(secret);
    // A connection that had done its work may be cut without anybody's notice.
    failed.ifPresent(
        it -> assertThat(it.failureClass()).as("%s: %s", place, it).isIn(place.classes()));
    assertOpen(proxied, place);
    assertThatCode(secret::walk).as("The retry after %s", place).doesNotThrowAnyException();
    assertThat(secret.secrets.holder(secret.arn, "AWSCURRENT"))
        .as("%s", place)
        .hasValue(secret.token);
    assertThat(opens(secret.json("AWSCURRENT"))).as("AWSCURRENT opens after %s", place).isTrue();
    return proxied.proxy().struck();
  }

  private void assertOpen(Proxied proxied, Place place) {
    RotatedSecret secret = proxied.secret();
    boolean open =
        opens(secret.json("AWSCURRENT"))
            || (!proxied.alwaysOpen()
                && secret.secrets.json(secret.arn, "AWSPENDING").isPresent()
                && opens(secret.json("AWSPENDING")));
    assertThat(open).as("A stored value opens after %s", place).isTrue();
  }

  private static Optional<StepFailed> walk(RotatedSecret secret) {
    return Optional.ofNullable(catchThrowableOfType(StepFailed.class, secret::walk));
  }
}
