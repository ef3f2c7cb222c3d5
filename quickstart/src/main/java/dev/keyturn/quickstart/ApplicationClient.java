package dev.keyturn.quickstart;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.cli.KeyturnClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// An application that places one order after the other, and for each retrieves its credentials and
/// logs in anew: nothing is cached, so that every instant of a rotation is looked at.
final class ApplicationClient implements AutoCloseable {
  private final KeyturnClient api;
  private final String secretId;
  private final Strategy strategy;
  private final Tally tally;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Thread thread = new Thread(this::run, "application");
  private volatile boolean stopped;

  ApplicationClient(KeyturnClient api, String secretId, Strategy strategy, Tally tally) {
    this.api = api;
    this.secretId = secretId;
    this.strategy = strategy;
    this.tally = tally;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        placeOrder();
      }
    } catch (SQLException | RuntimeException broken) {
      if (!stopped) {
        tally.failed(broken.toString());
      }
    } catch (InterruptedException _) {
      // The end of the run.
    }
  }

  /// One visit to the database, with as many retries as the strategy asks for.
  private void placeOrder() throws SQLException, InterruptedException {
    Optional<Long> deniedSince = Optional.empty();
    for (int retry = 0; !stopped; retry++) {
      JsonNode secret = retrieve();
      if (logIn(secret, deniedSince)) {
        return;
      }
      deniedSince = deniedSince.or(() -> Optional.of(System.nanoTime()));
      if (retry == strategy.retries()) {
        tally.lockedOut();
        return;
      }
      LockSupport.parkNanos(strategy.pause(retry, random).toNanos());
    }
  }

  private JsonNode retrieve() throws InterruptedException {
    long begun = System.nanoTime();
    JsonNode secret = api.call("GetSecretValue", Map.of("SecretId", secretId));
    tally.retrieved(since(begun));
    return secret;
  }

  private boolean logIn(JsonNode secret, Optional<Long> deniedSince) throws SQLException {
    Login login = Login.of(SecretValue.ofString(secret.required("SecretString").asString()));
    try (Connection connection = login.open();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO orders DEFAULT VALUES");
      tally.loggedIn(
          secret.required("VersionId").asString(),
          deniedSince.map(ApplicationClient::since).orElse(Duration.ZERO));
      return true;
    } catch (SQLException failure) {
      if (!Login.denied(failure)) {
        throw failure;
      }
      tally.denied();
      return false;
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join(Duration.ofSeconds(10));
    thread.interrupt();
  }
}
