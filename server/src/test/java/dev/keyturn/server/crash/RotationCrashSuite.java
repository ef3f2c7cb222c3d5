package dev.keyturn.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The server dies before and after every commit and every statement of a rotation: while it is
/// down, a value that it has stored opens the target, and when it runs again the rotation ends
/// unaided. Each has a target of its own, and waits for processes: they run beside each other.
@Execution(ExecutionMode.CONCURRENT)
abstract class RotationCrashSuite {
  private static final int SAMPLE = 10;
  private static final int TWICE = 30;
  private static final long SEED = Long.getLong("crash.seed", new Random().nextLong(1_000_000));

  /// Held here, because loggers that nobody holds forget their levels. It would tell of each start.
  private static final Logger LISTENER = Logger.getLogger("io.helidon");

  private final Ground ground;
  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private CrashLab lab;

  RotationCrashSuite(Ground ground) {
    this.ground = ground;
  }

  /// A place to die at.
  private record Death(Scenario scenario, int point) {

    @Override
    public String toString() {
      return scenario + ", point " + point;
    }
  }

  @BeforeAll
  static void quieten() {
    LISTENER.setLevel(Level.WARNING);
  }

  @BeforeEach
  void build() {
    lab = lab("data", false);
  }

  final CrashLab lab(String name, boolean careless) {
    return new CrashLab(ground, folder.resolve(name), careless);
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
    report("all " + all.size() + " crash points");
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

  /// As many points of each scenario, or one more.
  private List<Death> sample(int size) throws Exception {
    List<List<Death>> scenarios = deathsByScenario();
    scenarios.forEach(deaths -> Collections.shuffle(deaths, random));
    List<Death> sample =
        IntStream.range(0, size)
            .mapToObj(i -> scenarios.get(i % scenarios.size()).get(i / scenarios.size()))
            .toList();
    int all = scenarios.stream().mapToInt(List::size).sum();
    report("%d of %d crash points, -Dcrash.seed=%d".formatted(sample.size(), all, SEED));
    return sample;
  }

  private List<List<Death>> deathsByScenario() throws Exception {
    List<List<Death>> deaths = new ArrayList<>();
    for (Victim victim : lab.prepare(ground.scenarios())) {
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
    int died = 0;
    for (int i = 0; i < deaths.size(); i++) {
      try {
        died += lab.crash(victims.get(i), deaths.get(i).point()) ? 1 : 0;
      } catch (AssertionError broken) {
        failures.add(deaths.get(i) + ": " + broken.getMessage());
      }
    }
    report("%d deaths, %d failures".formatted(died, failures.size()));
    assertThat(failures).isEmpty();
    assertThat(died)
        .as("rotations with fewer points than were counted")
        .isGreaterThan(deaths.size() * 3 / 4);
  }

  private List<Victim> prepare(List<Death> deaths) {
    return lab.prepare(deaths.stream().map(Death::scenario).toList());
  }

  private void report(String text) {
    System.out.println(getClass().getSimpleName() + ": " + text);
  }
}
