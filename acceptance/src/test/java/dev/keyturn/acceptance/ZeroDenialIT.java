package dev.keyturn.acceptance;

import static dev.keyturn.acceptance.kit.Strategy.ALTERNATING_USERS;
import static dev.keyturn.acceptance.kit.Strategy.OWN_TWO_PASSWORDS;
import static dev.keyturn.acceptance.kit.Strategy.TWO_PASSWORDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Engine;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.RotatedSecret;
import dev.keyturn.acceptance.kit.SteadyClient;
import dev.keyturn.acceptance.kit.Strategy;
import dev.keyturn.acceptance.kit.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that log in without pause with what they have retrieved last are never refused, through
/// any number of rotations, also while the server is killed again and again. The next rotation of a
/// secret starts when its client has logged in with the result of the last.
class ZeroDenialIT {
  /// As many as the acceptance asks for; `-Dzero.rotations=N` for another number.
  private static final int MANY = Integer.getInteger("zero.rotations", 500);

  private static final int FEW = 10;

  /// A secret has at most a hundred versions, and keeps each for a day.
  private static final int ROTATIONS_OF_ONE_SECRET = 90;

  private static Program program;

  private final Random random = new Random();
  private final List<Application> applications = new ArrayList<>();

  /// A client after another, and the rotations of their secrets.
  private static final class Application {
    private final Target target;
    private final Strategy strategy;
    private final AtomicInteger rotations = new AtomicInteger();
    private final List<SteadyClient> clients = new CopyOnWriteArrayList<>();

    Application(Engine engine, Strategy strategy) {
      this.target = engine.target();
      this.strategy = strategy;
    }

    Void rotate(int times) throws Exception {
      for (int left = times; left > 0; left -= ROTATIONS_OF_ONE_SECRET) {
        RotatedSecret secret = RotatedSecret.create(program, target, strategy);
        try (SteadyClient client = new SteadyClient(program, secret.id(), target)) {
          clients.add(client);
          rotate(secret, client, Math.min(left, ROTATIONS_OF_ONE_SECRET));
        }
      }
      return null;
    }

    private void rotate(RotatedSecret secret, SteadyClient client, int times) {
      for (int rotation = 0; rotation < times; rotation++) {
        String version = secret.begin();
        Awaitility.await(secret.id() + " has opened with " + version)
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> client.opened().equals(version) || !client.denied().isEmpty());
        secret.awaitEnd(version);
        assertThat(client.denied()).as("%s after %s rotations", this, rotations).isEmpty();
        rotations.incrementAndGet();
      }
    }

    long logIns() {
      return clients.stream().mapToLong(SteadyClient::logIns).sum();
    }

    long denied() {
      return clients.stream().mapToLong(client -> client.denied().size()).sum();
    }

    @Override
    public String toString() {
      return target.function(strategy);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    program = Program.forTargets("zero-denial");
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  @BeforeEach
  void startTargets() {
    applications.add(new Application(Engine.POSTGRESQL, ALTERNATING_USERS));
    applications.add(new Application(Engine.MARIADB, ALTERNATING_USERS));
    applications.add(new Application(Engine.REDIS, TWO_PASSWORDS));
    applications.add(new Application(Engine.REDIS, OWN_TWO_PASSWORDS));
  }

  @Test
  @Timeout(300)
  void nobodyIsDeniedWhileTheServerIsKilled() throws Exception {
    assertThat(rotateAndKill(FEW, 12)).isPositive();
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void nobodyIsDeniedInManyRotations() throws Exception {
    rotateAndKill(MANY, Integer.MAX_VALUE);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void nobodyIsDeniedInManyRotationsWhileTheServerIsKilled() throws Exception {
    assertThat(rotateAndKill(MANY, 60)).isPositive();
  }

  /// All applications side by side. The server is killed, each time at another moment of the
  /// rotations under way: what the clients do is the clock.
  ///
  /// @param pace how many rotations end between two kills
  /// @return the number of kills
  private int rotateAndKill(int times, int pace) throws Exception {
    int kills = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> runs = new ArrayList<>();
      applications.forEach(each -> runs.add(executor.submit(() -> each.rotate(times))));
      while (goesOn(runs, this::rotations, pace)
          && goesOn(runs, this::logIns, random.nextInt(40))) {
        program.kill();
        kills++;
        goesOn(runs, this::logIns, 20);
        program.startAgain();
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
    System.out.printf("Zero denial, %d kills%n", kills);
    for (Application each : applications) {
      System.out.printf(
          "  %s: %s rotations, %,d log-ins, %d denied%n",
          each, each.rotations, each.logIns(), each.denied());
    }
    return kills;
  }

  /// Waits until there are so many more.
  ///
  /// @return whether somebody still rotates
  private static boolean goesOn(List<Future<?>> runs, LongSupplier counted, int more) {
    long enough = counted.getAsLong() + more;
    Awaitility.await()
        .forever()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> counted.getAsLong() >= enough || runs.stream().allMatch(Future::isDone));
    return !runs.stream().allMatch(Future::isDone);
  }

  private long rotations() {
    return applications.stream().mapToLong(each -> each.rotations.get()).sum();
  }

  private long logIns() {
    return applications.stream().mapToLong(Application::logIns).sum();
  }
}
