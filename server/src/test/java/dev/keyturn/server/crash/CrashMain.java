package dev.keyturn.server.crash;

import static org.awaitility.Awaitility.await;

import dev.keyturn.rotators.BuiltInFunctions;
import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.Iam;
import dev.keyturn.rotators.target.IamTransport;
import dev.keyturn.rotators.target.MySql;
import dev.keyturn.rotators.target.PostgreSql;
import dev.keyturn.rotators.target.Redis;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.server.Application;
import dev.keyturn.server.Config;
import dev.keyturn.server.Surroundings;
import dev.keyturn.server.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// The server, rotating one secret, until the process dies at its point. Prints a line for each
/// point that it comes to.
///
/// Arguments: data folder, ARN of the secret, ARN of the function, token, number of the point (0:
/// goes on to the end), and whether the target's driver is careless.
final class CrashMain {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private CrashMain() {}

  public static void main(String[] arguments) {
    Points points = new Points(Integer.parseInt(arguments[4]), System.out);
    boolean careless = Boolean.parseBoolean(arguments[5]);
    String secret = arguments[1];
    try (Application server =
            Application.start(config(Path.of(arguments[0])), fragile(points, careless));
        Client client = new Client(server.address())) {
      client.rotate(secret, arguments[2], arguments[3]);
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(LIMIT)
          .until(() -> client.isAtRest(secret));
    }
  }

  /// How the server is configured, whoever starts it.
  static Config config(Path data) {
    Map<String, String> environment =
        Map.of(
            "KEYTURN_DATA",
            data.toString(),
            "KEYTURN_LISTEN",
            "127.0.0.1:0",
            "KEYTURN_BOOTSTRAP_ACCESS_KEY_ID",
            Client.KEY.id(),
            "KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY",
            Client.KEY.secret().revealString());
    return Config.of(new SettingsReader().environment(environment).read());
  }

  private static Surroundings fragile(Points points, boolean careless) {
    Surroundings real = Surroundings.real(InstantSource.system());
    TargetPolicy policy = TargetPolicy.standard();
    TargetTrust trust = TargetTrust.of(Optional.empty());
    Dialer dialer = new FragileDialer(PostgreSql.dialer(policy, trust), points);
    PostgreSql postgres = new PostgreSql(careless ? new CarelessDialer(dialer, points) : dialer);
    Dialer mySql = new FragileDialer(MySql.dialer(policy, trust), points);
    Redis redis = new Redis(new FragileRedisDialer(Redis.dialer(policy, trust), points));
    return new Surroundings(
        real.clock(),
        config -> new FragileStore(real.store().apply(config), points),
        (_, self) ->
            new BuiltInFunctions(postgres, MySql.mySql(mySql), MySql.mariaDb(mySql), redis)
                .and(iam(new FragileIam(self.iam(), points), real.clock()), real.clock()));
  }

  /// Only this server's own.
  private static Iam iam(IamTransport own, InstantSource clock) {
    return new Iam(
        own,
        (_, _, _, _) -> {
          throw new IOException("no network here");
        },
        clock);
  }
}
