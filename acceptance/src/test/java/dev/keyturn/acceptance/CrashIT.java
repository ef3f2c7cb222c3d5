package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.acceptance.kit.Evidence;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.Sdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// An acknowledged write is never lost: the server is killed twenty times, at moments of chance,
/// while sixteen clients write; then every value that was acknowledged is read back.
class CrashIT {
  private static final int KILLS = 20;
  private static final int CLIENTS = 16;

  /// The version ids and the values that the server has acknowledged, by secret.
  private final ConcurrentHashMap<String, ConcurrentHashMap<String, String>> acknowledged =
      new ConcurrentHashMap<>();

  private final AtomicInteger writes = new AtomicInteger();

  @Test
  void everyAcknowledgedValueSurvivesTwentyKills() throws Exception {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    try (Program program = Program.start("crash")) {
      for (int kill = 0; kill < KILLS; kill++) {
        writeUntilKilled(program, random.nextInt(1, 250));
        program.startAgain();
      }
      System.out.printf("%d kills, %,d acknowledged writes%n", KILLS, writes.get());
      readBack(program);
    }
  }

  /// Kills the server, with all clients writing, as soon as it has acknowledged so many writes.
  private void writeUntilKilled(Program program, int more) throws Exception {
    int enough = writes.get() + more;
    try (SecretsManagerClient client = Sdk.client(program);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        writers.add(executor.submit(() -> write(client)));
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> writes.get() >= enough);
      program.kill();
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
  }

  /// Writes until the server is gone: a new secret, then versions of it.
  private void write(SecretsManagerClient client) {
    String name = "crash/" + UUID.randomUUID();
    try {
      String first = value();
      var made = client.createSecret(r -> r.name(name).secretString(first));
      acknowledge(name, made.versionId(), first);
      for (int i = 0; i < 90; i++) {
        String next = value();
        var put = client.putSecretValue(r -> r.secretId(name).secretString(next));
        acknowledge(name, put.versionId(), next);
      }
    } catch (SdkException killed) {
      // What was not acknowledged may be there or not.
    }
  }

  private void acknowledge(String name, String version, String value) {
    acknowledged.computeIfAbsent(name, _ -> new ConcurrentHashMap<>()).put(version, value);
    writes.incrementAndGet();
  }

  private void readBack(Program program) {
    try (SecretsManagerClient client = Sdk.client(program)) {
      acknowledged.forEach((name, versions) ->
          versions.forEach((version, value) ->
              assertThat(
                      client
                          .getSecretValue(r -> r.secretId(name).versionId(version))
                          .secretString())
                  .isEqualTo(value)));
    }
  }

  private static String value() {
    return Evidence.secret(Program.randomText(32));
  }
}
