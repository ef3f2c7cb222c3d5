package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.AesKey;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.SecretValue;
import dev.keyturn.store.Document;
import dev.keyturn.testkit.MemoryStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AccessKeysTest {
  private static final AccountId ACCOUNT = new AccountId("000000000000");
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  private final MemoryStore store = new MemoryStore();
  private final AesMasterKey master = AesMasterKey.of(AesKey.newMaterial());
  private final AccessKeys keys = new AccessKeys(store, master, new SecureRandom());

  private AccessKeys afterRestart() {
    return new AccessKeys(store, master, new SecureRandom());
  }

  @Test
  void aGeneratedKeyHasTheFormOfAws() {
    Credential credential = keys.generate(ACCOUNT);
    assertThat(credential.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
    assertThat(credential.secretAccessKey().revealString()).matches("[A-Za-z0-9+/]{40}");
    assertThat(credential.principal()).isEqualTo(Principal.administrator(ACCOUNT));
    assertThat(keys.find(credential.accessKeyId())).isEmpty();
  }

  @Test
  void aStoredKeyIsFoundAlsoAfterARestart() {
    Credential credential = keys.create(keys.generate(ACCOUNT), NOW);
    assertThat(keys.find(credential.accessKeyId())).contains(credential);
    assertThat(afterRestart().find(credential.accessKeyId())).contains(credential);
    assertThat(afterRestart().administrator(ACCOUNT)).contains(credential);
  }

  @Test
  void anAccountKeepsTheAdministratorItHas() {
    Credential first = keys.create(keys.generate(ACCOUNT), NOW);
    assertThat(keys.create(keys.generate(ACCOUNT), NOW)).isEqualTo(first);
    assertThat(keys.administrator(new AccountId("111111111111"))).isEmpty();
  }

  @Test
  void aGivenKeyIsTakenAsItIs() {
    Credential given = keys.given(ACCOUNT, "AKIAMINE", SecretValue.ofString("my own secret"));
    keys.create(given, NOW);
    assertThat(keys.find("AKIAMINE")).contains(given);
  }

  @Test
  void aKeyOfOneAccountIsNotGivenToAnother() {
    keys.create(keys.given(ACCOUNT, "AKIAMINE", SecretValue.ofString("one")), NOW);
    Credential stranger =
        keys.given(new AccountId("111111111111"), "AKIAMINE", SecretValue.ofString("two"));
    assertThatThrownBy(() -> keys.create(stranger, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AKIAMINE");
  }

  @Test
  void theStoreNeverSeesTheSecret() {
    Credential credential = keys.create(keys.generate(ACCOUNT), NOW);
    Stream<String> bodies =
        Stream.of("access-key", "account")
            .flatMap(kind -> store.scan(kind, "", "", 10).stream())
            .map(Document::body);
    assertThat(bodies)
        .hasSize(2)
        .noneMatch(body -> body.contains(credential.secretAccessKey().revealString()));
    assertThat(credential.toString()).doesNotContain(credential.secretAccessKey().revealString());
  }

  @Test
  void anotherMasterKeyDoesNotOpenIt() {
    Credential credential = keys.create(keys.generate(ACCOUNT), NOW);
    AccessKeys wrong =
        new AccessKeys(store, AesMasterKey.of(AesKey.newMaterial()), new SecureRandom());
    assertThatThrownBy(() -> wrong.find(credential.accessKeyId()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(credential.accessKeyId());
  }
}
