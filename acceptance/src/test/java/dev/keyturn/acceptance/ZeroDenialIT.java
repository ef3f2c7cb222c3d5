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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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

  private static Program program;

  private final Random random = new Random();
  private final List<Application> applications = new ArrayList<>();

  /// A client, and the rotations of its secret.
  private static final class Application {
    private final String name;
    private final RotatedSecret secret;
    private final SteadyClient client;
    private final AtomicInteger rotations = new AtomicInteger();

    Application(Engine engine, Strategy strategy) throws Exception {
      Target target = engine.target();
      this.name = engine + " " + strategy;
      this.secret = RotatedSecret.create(program, target, strategy);
      this.client = new SteadyClient(program, secret.id(), target::opens);
    }

    void rotate(int times) {
      while (rotations.get() < times) {
        String version = secret.begin();
        awaitLogIn(version);
        secret.awaitEnd(version);
        assertThat(client.denied()).as("%s, after %s rotations", name, rotations).isEmpty();
        rotations.incrementAndGet();
      }
    }

    private void awaitLogIn(String version) {
      Awaitility.await(name + " has logged in with " + version)
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> client.opened().equals(version) || !client.denied().isEmpty());
    }

    String summary() {
      return "%s: %d rotations, %,d log-ins, %d denied"
          .formatted(name, rotations.get(), client.logIns(), client.denied().size());
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
  void startApplications() throws Exception {
    applications.add(new Application(Engine.POSTGRESQL, ALTERNATING_USERS));
    applications.add(new Application(Engine.MARIADB, ALTERNATING_USERS));
    applications.add(new Application(Engine.REDIS, TWO_PASSWORDS));
    applications.add(new Application(Engine.REDIS, OWN_TWO_PASSWORDS));
  }

  @AfterEach
  void endApplications() throws Exception {
    for (Application application : applications) {
      application.client.close();
    }
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
    applications.forEach(each -> System.out.println("  " + each.summary()));
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
    return applications.stream().mapToLong(each -> each.client.logIns()).sum();
  }
}
