package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Region;
import dev.keyturn.masking.Masked;
import dev.keyturn.masking.Passage;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KnownSecretsTest {
  private static final AccountId OTHER = new AccountId("444455556666");
  private final SecretsFixture fixture = new SecretsFixture();

  private String mask(String text) {
    return fixture.known.mask(SecretsFixture.ACCOUNT, Passage.of(text)).text();
  }

  private void prepare() {
    fixture.known.prepare();
    while (!fixture.known.isComplete()) {
      Thread.onSpinWait();
    }
  }

  @Test
  @Timeout(30)
  void nothingIsGatheredBeforeSomebodyMayPrint() {
    fixture.create("app", "correct-horse");
    assertThat(mask("correct-horse")).isEqualTo("correct-horse");
    prepare();
    assertThat(mask("correct-horse")).isEqualTo("[masked]");
  }

  @Test
  @Timeout(30)
  void everyVersionOfEverySecretIsKnownAndEachNewOne() {
    for (int i = 0; i < 450; i++) {
      fixture.create("app" + i, "first value of " + i);
    }
    String second = SecretsFixture.token();
    fixture.put("app7", "second value of 7", second);
    prepare();
    assertThat(mask("first value of 7, first value of 449")).isEqualTo("[masked], [masked]");
    Masked masked = fixture.known.mask(SecretsFixture.ACCOUNT, Passage.of("second value of 7"));
    assertThat(masked.text()).isEqualTo("[masked]");
    Masked.Sighting seen = masked.seen().iterator().next();
    assertThat(seen.secretArn()).isEqualTo(fixture.describe("app7").arn());
    assertThat(fixture.known.version(seen)).contains(second);
    String third = SecretsFixture.token();
    fixture.put("app7", "third value of 7", third);
    assertThat(mask("third value of 7")).isEqualTo("[masked]");
  }

  @Test
  @Timeout(30)
  void whatIsReadWhileTheRestIsGatheredIsKnownToItsReader() {
    SecretKey key = SecretKey.parse("111122223333/eu-west-1/app-AbCdEf");
    fixture.known.read(key, dev.keyturn.key.SecretValue.ofString("before anything"));
    assertThat(mask("before anything")).isEqualTo("before anything");
    fixture.create("app", "correct-horse");
    fixture.known.prepare();
    fixture.read("app");
    assertThat(mask("correct-horse")).isEqualTo("[masked]");
  }

  @Test
  @Timeout(30)
  void shortValuesOfOtherAccountsAreNoOracle() {
    fixture.create("pin", "123456");
    fixture.create("strong", "Zx3-Zx3-Zx3-Zx3-");
    prepare();
    assertThat(mask("123456")).isEqualTo("[masked]");
    assertThat(fixture.known.mask(OTHER, Passage.of("123456 Zx3-Zx3-Zx3-Zx3-")).text())
        .isEqualTo("123456 [masked]");
  }

  @Test
  @Timeout(30)
  void aVersionThatIsGoneIsNamedNoMore() {
    fixture.create("app", "correct-horse");
    prepare();
    Masked masked = fixture.known.mask(SecretsFixture.ACCOUNT, Passage.of("correct-horse"));
    fixture.send(
        new DeleteSecret.Input("app", Optional.empty(), Optional.of(true)),
        DeleteSecret.Output.class);
    fixture.clock.advance(Duration.ofDays(1));
    assertThat(fixture.known.version(masked.seen().iterator().next())).isEmpty();
    assertThat(mask("correct-horse")).as("known as long as the server runs").isEqualTo("[masked]");
  }

  @Test
  @Timeout(30)
  void secretsOfAllRegionsAreKnown() {
    fixture.send(
        SecretsFixture.administrator(OTHER, new Region("us-east-1")),
        new CreateSecret.Input(
            "app",
            Optional.of(SecretsFixture.token()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                dev.keyturn.key.SecretValue.ofString("{\"password\":\"of another account\"}")),
            Optional.empty(),
            Optional.empty()),
        CreateSecret.Output.class);
    prepare();
    assertThat(mask("of another account")).isEqualTo("[masked]");
  }
}
