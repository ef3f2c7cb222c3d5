package dev.keyturn.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.rotators.RealRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The server dies before and after every commit and every statement of a rotation: while it is
/// down, a value that it has stored opens the target, and when it runs again the rotation ends
/// unaided.
class RotationCrashTest {
  private static final int SAMPLE = 42;
  private static final int TWICE = 102;
  private static final long SEED = Long.getLong("crash.seed", new Random().nextLong(1_000_000));
  private static final List<RealRedis> REDIS = List.of(RealRedis.start(), RealRedis.start());

  /// Held here, because loggers that nobody holds forget their levels. It would tell of each start.
  private static final Logger LISTENER = Logger.getLogger("io.helidon");

  private final Ground postgres = new PostgresGround();
  private final Ground redis = new RedisGround(REDIS);
  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private CrashLab lab;

  /// A place to die at.
  private record Death(Scenario scenario, int point) {}

  @BeforeAll
  static void quieten() {
    LISTENER.setLevel(Level.WARNING);
  }

  @AfterAll
  static void stopServers() {
    REDIS.forEach(RealRedis::close);
  }

  @BeforeEach
  void build() {
    lab = new CrashLab(this::ground, folder.resolve("data"), false);
  }

  private Ground ground(Scenario scenario) {
    return scenario.onRedis() ? redis : postgres;
  }

  @Test
  @Timeout(900)
  void aSampleOfAllPointsLeavesNobodyLockedOut() throws Exception {
    dieAt(sample(SAMPLE));
  }

  @Test
  @Tag("soak")
  @Timeout(7200)
  void noPointLeavesAnybodyLockedOut() throws Exception {
    List<Death> all = deathsByScenario().stream().flatMap(List::stream).toList();
    report("all " + all.size() + " points");
    dieAt(all);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void aSecondDeathDuringRecoveryDoesNotEither() throws Exception {
    List<Death> deaths = sample(TWICE);
    List<Victim> victims = prepare(deaths);
    int twice = 0;
    for (int i = 0; i < deaths.size(); i++) {
      int again = 1 + random.nextInt(deaths.get(i).point() + 10);
      twice += lab.crashTwice(victims.get(i), deaths.get(i).point(), again) ? 1 : 0;
    }
    report("%d rotations, %d died twice, 0 failures".formatted(deaths.size(), twice));
    assertThat(twice).isPositive();
  }

  @Test
  @Timeout(300)
  void aPasswordThatIsSetBeforeItIsStoredIsFound() throws Exception {
    CrashLab careless = new CrashLab(this::ground, folder.resolve("careless"), true);
    List<Victim> victims =
        careless.prepare(List.of(Scenario.FIRST_OF_SINGLE_USER, Scenario.FIRST_OF_SINGLE_USER));
    int committed = careless.points(victims.getFirst()).indexOf("after commit") + 1;

    assertThatThrownBy(() -> careless.crash(victims.getLast(), committed))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("While down after commit: a stored value opens");
  }

  /// The same number of points of each scenario.
  private List<Death> sample(int size) throws Exception {
    List<Death> sample = new ArrayList<>();
    int all = 0;
    for (List<Death> deaths : deathsByScenario()) {
      all += deaths.size();
      Collections.shuffle(deaths, random);
      sample.addAll(deaths.subList(0, size / Scenario.values().length));
    }
    report("%d of %d points, -Dcrash.seed=%d".formatted(sample.size(), all, SEED));
    assertThat(sample).hasSize(size);
    return sample;
  }

  private List<List<Death>> deathsByScenario() throws Exception {
    List<List<Death>> deaths = new ArrayList<>();
    for (Victim victim : lab.prepare(List.of(Scenario.values()))) {
      List<String> points = lab.points(victim);
      report(victim.scenario() + " has " + points.size() + " points");
      deaths.add(
          new ArrayList<>(
              IntStream.rangeClosed(1, points.size())
                  .mapToObj(point -> new Death(victim.scenario(), point))
                  .toList()));
    }
    return deaths;
  }

  private void dieAt(List<Death> deaths) throws Exception {
    List<Victim> victims = prepare(deaths);
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < deaths.size(); i++) {
      try {
        lab.crash(victims.get(i), deaths.get(i).point());
      } catch (AssertionError broken) {
        failures.add(deaths.get(i) + ": " + broken.getMessage());
      }
    }
    report("%d deaths, %d failures".formatted(deaths.size(), failures.size()));
    assertThat(failures).isEmpty();
  }

  private List<Victim> prepare(List<Death> deaths) {
    return lab.prepare(deaths.stream().map(Death::scenario).toList());
  }

  private static void report(String text) {
    System.out.println("Crash test: " + text);
  }
}
