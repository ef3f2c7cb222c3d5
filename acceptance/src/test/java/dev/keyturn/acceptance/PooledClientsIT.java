package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import com.amazonaws.secretsmanager.sql.AWSSecretsManagerPostgreSQLDriver;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.keyturn.acceptance.kit.Credentials;
import dev.keyturn.acceptance.kit.Engine;
import dev.keyturn.acceptance.kit.PostgresTarget;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.RotatedSecret;
import dev.keyturn.acceptance.kit.Sdk;
import dev.keyturn.acceptance.kit.Strategy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// AWS's own libraries for applications, unmodified: a pool of connections by the JDBC driver that
/// takes a secret's name for a user, and the cache, through fifty rotations.
class PooledClientsIT {
  private static final int ROTATIONS = 50;

  private static Program program;
  private static PostgresTarget postgres;

  @BeforeAll
  static void start() throws Exception {
    postgres = (PostgresTarget) Engine.POSTGRESQL.target();
    program = Program.forTargets("pooled");
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  /// The driver reads its settings where its documentation says: from properties.
  private static Map<String, String> settings() {
    return Map.of(
        "drivers.vpcEndpointUrl", program.endpoint().toString(),
        "drivers.vpcEndpointRegion", Program.REGION,
        "aws.region", Program.REGION,
        "aws.accessKeyId", program.accessKeyId(),
        "aws.secretAccessKey", program.secretAccessKey());
  }

  @Test
  @Timeout(600)
  void aPoolOfAwsJdbcDriverWorksThroughFiftyRotations() throws Exception {
    settings().forEach(System::setProperty);
    RotatedSecret secret = RotatedSecret.create(program, postgres, Strategy.ALTERNATING_USERS);
    try (HikariDataSource pool = pool(secret.id())) {
      for (int rotation = 0; rotation < ROTATIONS; rotation++) {
        secret.rotate();
        // What was opened before stays open with alternating users; what is evicted is made anew,
        // with what the driver remembers or, when every second rotation has made that wrong, reads.
        int before = backend(pool);
        pool.getHikariPoolMXBean().softEvictConnections();
        assertThat(backend(pool)).as("a new session").isNotEqualTo(before);
      }
    } finally {
      settings().keySet().forEach(System::clearProperty);
    }
  }

  private static HikariDataSource pool(String secretId) {
    HikariConfig config = new HikariConfig();
    config.setDriverClassName(AWSSecretsManagerPostgreSQLDriver.class.getName());
    config.setJdbcUrl(
        "jdbc-secretsmanager:postgresql://127.0.0.1:%d/postgres?sslmode=disable"
            .formatted(postgres.port()));
    config.setUsername(secretId);
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(4);
    return new HikariDataSource(config);
  }

  private static int backend(HikariDataSource pool) throws Exception {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /// The cache is asked without pause and refreshed after each rotation, as AWS advises a client
  /// that is refused; with alternating users it need not even wait for that.
  @Test
  @Timeout(600)
  void whatAwsCacheHoldsOpensThroughFiftyRotations() throws Exception {
    RotatedSecret secret = RotatedSecret.create(program, postgres, Strategy.ALTERNATING_USERS);
    try (SecretsManagerClient client = Sdk.client(program);
        SecretCache cache = new SecretCache(new SecretCacheConfiguration().withClient(client))) {
      for (int rotation = 0; rotation < ROTATIONS; rotation++) {
        assertThat(opens(cache.getSecretString(secret.id()))).isTrue();
        secret.rotate();
        assertThat(opens(cache.getSecretString(secret.id()))).as("held before").isTrue();
        assertThat(cache.refreshNow(secret.id())).isTrue();
      }
    }
  }

  private static boolean opens(String json) throws Exception {
    return new Credentials(json).open(postgres);
  }
}
