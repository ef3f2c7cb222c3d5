package dev.keyturn.quickstart;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.cli.AccessKey;
import dev.keyturn.server.cli.KeyturnClient;
import dev.keyturn.server.cli.RequestSigner;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/// One run, from an empty folder to the verdict. Whatever it starts is on the list of what has to
/// be undone.
final class Demonstration {
  static final String REGION = "us-east-1";
  private static final String ACCOUNT = "000000000000";
  private static final String SECRET = "quickstart/shop";

  private final Strategy strategy;
  private final int rotations;
  private final PrintStream out;
  private final boolean terminal;
  private final Cleanup cleanup;
  private final Tally tally = new Tally();

  Demonstration(
      Strategy strategy, int rotations, PrintStream out, boolean terminal, Cleanup cleanup) {
    this.strategy = strategy;
    this.rotations = rotations;
    this.out = out;
    this.terminal = terminal;
    this.cleanup = cleanup;
  }

  /// @param keep whether to go on, after the rotations, until the process is stopped
  Verdict run(boolean keep) throws IOException, SQLException, InterruptedException {
    Workspace workspace = cleanup.add(Workspace.create());
    out.println("Starting a PostgreSQL with a user, a table and a superuser");
    Database database = Database.start(workspace, cleanup);
    out.println("Starting Keyturn on an embedded store");
    ServerProcess server = ServerProcess.start(workspace, cleanup);
    KeyturnClient api = cleanup.add(connect(server));
    storeSecrets(api, database);
    ApplicationClient client = cleanup.add(new ApplicationClient(api, SECRET, strategy, tally));
    client.start();
    out.printf("The client is logging in; rotating its password %d times%n%n", rotations);
    LiveLine line = cleanup.add(new LiveLine(tally, rotations, out, terminal));
    line.start();
    rotate(new Rotations(api, SECRET, tally), line);
    if (keep) {
      out.println(new Tour(workspace, server, database, SECRET).text());
      new CountDownLatch(1).await();
    }
    client.close();
    line.close();
    return new Verdict(strategy, tally.snapshot(), database.ordersByUser());
  }

  private static KeyturnClient connect(ServerProcess server) throws IOException {
    AccessKey key =
        AccessKey.ofProfile(server.credentials(), "keyturn")
            .orElseThrow(() -> new IOException("No access key in " + server.credentials()));
    return new KeyturnClient(
        server.endpoint(),
        Optional.empty(),
        new RequestSigner(key, REGION, "secretsmanager"),
        InstantSource.system());
  }

  private void storeSecrets(KeyturnClient api, Database database) throws InterruptedException {
    Optional<String> superuser = Optional.empty();
    if (strategy == Strategy.ALTERNATING) {
      SecretValue secret = database.superuser().toSecret(Optional.empty());
      superuser = Optional.of(create(api, "quickstart/superuser", secret));
    }
    create(api, SECRET, database.application().toSecret(superuser));
  }

  private static String create(KeyturnClient api, String name, SecretValue value)
      throws InterruptedException {
    return api.call(
            "CreateSecret",
            Map.of(
                "Name",
                name,
                "ClientRequestToken",
                UUID.randomUUID().toString(),
                "SecretString",
                value.revealString()))
        .required("ARN")
        .asString();
  }

  private void rotate(Rotations rotating, LiveLine line) throws IOException, InterruptedException {
    rotating.turnOn(
        "arn:aws:lambda:%s:%s:function:%s".formatted(REGION, ACCOUNT, strategy.function()));
    line.rotated();
    for (int done = 1; done < rotations; done++) {
      rotating.again();
      line.rotated();
    }
  }
}
