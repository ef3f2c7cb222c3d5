package dev.keyturn.secret;

import static dev.keyturn.testkit.SecretsFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Region;
import dev.keyturn.key.Context;
import dev.keyturn.key.KeyService;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.testkit.SecretsFixture;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What another key means for the versions of a secret, with a key service that has two.
class ChangeOfKeyTest {
  private static final String OTHER = "alias/other";

  private final SecretsFixture fixture = new SecretsFixture();
  private final KeyService keys = new TwoKeys(fixture.keys);
  private final Values values = new Values(fixture.store, keys);
  private final List<String> ids = List.of(token(), token(), token());

  private record TwoKeys(KeyService inner) implements KeyService {
    @Override
    public String keyFor(AccountId account, Region region, Optional<String> keyId)
        throws KeyUnusable {
      Region place = keyId.filter(OTHER::equals).isPresent() ? new Region("us-east-1") : region;
      return inner.keyFor(account, place, keyId.filter(id -> !id.equals(OTHER)));
    }

    @Override
    public DataKey generate(String keyArn, Context context) throws KeyUnusable {
      return inner.generate(keyArn, context);
    }

    @Override
    public byte[] wrap(String keyArn, byte[] clear, Context context) throws KeyUnusable {
      return inner.wrap(keyArn, clear, context);
    }

    @Override
    public byte[] unwrap(String keyArn, byte[] wrapped, Context context) throws KeyUnusable {
      return inner.unwrap(keyArn, wrapped, context);
    }
  }

  ChangeOfKeyTest() {
    fixture.create("app", "0", ids.getFirst());
    fixture.clock.advance(Duration.ofSeconds(1));
    fixture.put("app", "1", ids.get(1));
    fixture.clock.advance(Duration.ofSeconds(1));
    fixture.put("app", "2", ids.get(2));
  }

  private Stored stored() {
    String key = fixture.store.scan("secret", "", "", 1).getFirst().key().key();
    return fixture.repository.get(SecretKey.parse(key)).orElseThrow();
  }

  private void update(String kmsKeyId) {
    UpdateSecret update =
        new UpdateSecret(
            fixture.repository,
            new VersionWriter(values),
            values,
            new Consequences(RotationHook.NONE));
    Call call = new Call(SecretsFixture.ADMINISTRATOR, "request", fixture.clock.instant());
    UpdateSecret.Output _ =
        update.handle(
            call,
            stored(),
            new UpdateSecret.Input(
                "app",
                Optional.of(token()),
                Optional.empty(),
                Optional.of(kmsKeyId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  private List<String> keysOfVersions() {
    Function<String, String> keyOf =
        id -> stored().secret().version(id).orElseThrow().key().orElseThrow().keyArn();
    return ids.stream().map(keyOf).toList();
  }

  @Test
  void theLabelledVersionsMoveToTheNewKeyAndTheOthersKeepTheirs() {
    String before = values.keyFor(stored().key(), Optional.empty());
    String after = values.keyFor(stored().key(), Optional.of(OTHER));
    update(OTHER);
    assertThat(stored().secret().details().kmsKeyId()).contains(OTHER);
    assertThat(keysOfVersions()).containsExactly(before, after, after);
    for (int i = 0; i < 3; i++) {
      assertThat(fixture.read("app", Optional.of(ids.get(i)), Optional.empty())).isEqualTo("" + i);
    }
  }

  @Test
  void anEmptyKeyGoesBackToTheDefault() {
    update(OTHER);
    update("");
    assertThat(stored().secret().details().kmsKeyId()).isEmpty();
    assertThat(keysOfVersions()).containsOnly(values.keyFor(stored().key(), Optional.empty()));
    assertThat(fixture.read("app")).isEqualTo("2");
  }

  @Test
  void versionsUnderAnotherKeyShowItsArn() {
    update(OTHER);
    var list =
        new ListSecretVersionIds(
            fixture.repository,
            new PageTokens(new SecureRandom().generateSeed(32)),
            fixture.accesses,
            values);
    Call call = new Call(SecretsFixture.ADMINISTRATOR, "request", fixture.clock.instant());
    var answer =
        list.handle(
            call,
            stored(),
            new ListSecretVersionIds.Input(
                "app", Optional.empty(), Optional.empty(), Optional.of(true)));
    String other = values.keyFor(stored().key(), Optional.of(OTHER));
    assertThat(answer.versions())
        .extracting(entry -> entry.kmsKeyIds().orElseThrow().getFirst())
        .containsExactly("DefaultEncryptionKey", other, other);
  }
}
