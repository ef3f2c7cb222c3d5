package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.testkit.SecretsFixture;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTargetsTest {
  private final SecretsFixture fixture = new SecretsFixture();

  private Optional<String> address(String json) {
    String arn = fixture.create("app", json).arn();
    SecretKey key = SecretKey.of(dev.keyturn.identity.Arn.parse(arn).orElseThrow());
    Stored stored = fixture.repository.get(key).orElseThrow();
    return new SecretTargets(fixture.store, fixture.keys).read(stored).address();
  }

  @ParameterizedTest
  @CsvSource({
    "postgres,5432",
    "aurora-postgresql,5432",
    "mysql,3306",
    "aurora-mysql,3306",
    "mariadb,3306",
    "redis,6379",
    "valkey,6379"
  })
  void theUsualPortOfAnEngineNeedNotBeNamed(String engine, String port) {
    assertThat(address("{\"engine\":\"%s\",\"host\":\"Db.\"}".formatted(engine)))
        .contains("db:" + port);
  }

  @Test
  void aPortThatIsNamedCounts() {
    assertThat(address("{\"engine\":\"postgres\",\"host\":\"db\",\"port\":6543}"))
        .contains("db:6543");
  }

  @Test
  void whatIsUnknownIsLeftOut() {
    assertThat(address("{\"engine\":\"abacus\",\"host\":\"db\"}")).contains("db");
  }
}
