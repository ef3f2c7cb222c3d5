package dev.keyturn.bench.load;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.FutureTask;

/// How long a single user is refused what AWSCURRENT says, as seen from outside: from the change of
/// what the target keeps until AWSCURRENT answers the new version. Both are asked a few times in
/// each millisecond.
final class DenialWindow implements Rotations.Series {
  private static final Duration OFTEN = Duration.ofNanos(200_000);

  private final RotatingSecret secret;
  private final Client reader;
  private final Connection observer;
  private final PreparedStatement hash;

  DenialWindow(Program server, Target target, User user) throws IOException, SQLException {
    secret =
        RotatingSecret.create(
            server, Values.of(target, user, ""), target.template() + "SingleUser");
    reader = new Client(server);
    observer = target.observer();
    hash = observer.prepareStatement(target.hashOf(user));
  }

  /// Rotates once.
  ///
  /// @return milliseconds
  @Override
  public double once() throws Exception {
    String token = UUID.randomUUID().toString();
    String before = hash();
    FutureTask<Long> changed = new FutureTask<>(() -> changed(before));
    secret.begin(token);
    Thread.ofPlatform().start(changed);
    long known =
        reader
            .await(secret.read(), OFTEN, answer -> answer.contains("\"VersionId\":\"" + token))
            .to();
    double window = (known - changed.get()) / 1e6;
    secret.awaitEnd();
    return window;
  }

  private long changed(String before) throws SQLException, InterruptedException {
    while (hash().equals(before)) {
      Thread.sleep(OFTEN);
    }
    return System.nanoTime();
  }

  private String hash() throws SQLException {
    try (ResultSet row = hash.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    observer.close();
    reader.close();
    secret.close();
  }
}
