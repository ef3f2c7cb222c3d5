package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.AlternatingSecret;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.SteadyClient;
import dev.keyturn.acceptance.kit.Target;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client that logs in without pause with what it has retrieved last is never refused, through
/// any number of rotations, also while the server is killed again and again. The next rotation
/// starts when the client has logged in with the result of the last.
class ZeroDenialIT {
  /// As many as the acceptance asks for; `-Dzero.rotations=N` for another number.
  private static final int MANY = Integer.getInteger("zero.rotations", 500);

  private static final int FEW = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Program program;
  private static Target postgres;

  private final Random random = new Random();

  @BeforeAll
  static void start() throws Exception {
    postgres = Target.start("zero-denial-target");
    program = Program.start("zero-denial");
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
    postgres.close();
  }

  @Test
  @Timeout(300)
  void nobodyIsDeniedInAFewRotationsOfAlternatingPostgreSqlUsers() throws Exception {
    rotate(FEW, 7);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void nobodyIsDeniedInManyRotationsOfAlternatingPostgreSqlUsers() throws Exception {
    rotate(MANY, MANY + 1);
    rotate(MANY, 10);
  }

  /// @param killEvery the server is killed in every so many-th rotation
  private void rotate(int rotations, int killEvery) throws Exception {
    int kills = 0;
    AlternatingSecret secret = AlternatingSecret.create(program, postgres);
    try (SteadyClient client = new SteadyClient(program, secret.id(), postgres::opens)) {
      for (int rotation = 1; rotation <= rotations; rotation++) {
        String version = secret.begin();
        if (rotation % killEvery == 0) {
          killSoon(client);
          kills++;
        }
        awaitLogIn(client, version);
        secret.awaitEnd(version);
        assertThat(client.denied()).as("after %d rotations", rotation).isEmpty();
      }
      System.out.printf(
          "Zero denial: %d rotations, %d kills, %,d log-ins, %d denied%n",
          rotations, kills, client.logIns(), client.denied().size());
      assertThat(client.logIns()).isGreaterThan(rotations);
    }
  }

  /// At a moment of chance in the rotation: the client's log-ins are the clock.
  private void killSoon(SteadyClient client) throws Exception {
    long moment = client.logIns() + random.nextInt(6);
    await().until(() -> client.logIns() >= moment);
    program.kill();
    long down = client.logIns() + 5;
    await().until(() -> client.logIns() >= down);
    program.startAgain();
  }

  private static void awaitLogIn(SteadyClient client, String version) {
    await().until(() -> client.opened().equals(version) || !client.denied().isEmpty());
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(5));
  }
}
