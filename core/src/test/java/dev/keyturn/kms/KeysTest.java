package dev.keyturn.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Region;
import dev.keyturn.key.AesKey;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.Context;
import dev.keyturn.key.KeyService.DataKey;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.MemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final AccountId ACCOUNT = new AccountId("111122223333");
  private static final Region REGION = new Region("eu-west-1");
  private static final Context CONTEXT =
      Context.of(Map.of("SecretARN", "a", "SecretVersionId", "b"));

  private final MemoryStore store = new MemoryStore();
  private final AesMasterKey master = AesMasterKey.of(AesKey.newMaterial());
  private final ManualClock clock = ManualClock.at("2026-11-21T08:00:00Z");
  private final Keys keys = new Keys(store, master, clock);

  private String defaultKey() throws KeyUnusable {
    return keys.keyFor(ACCOUNT, REGION, Optional.empty());
  }

  @Test
  void theDefaultKeyIsMadeOnceAndSurvivesARestart() throws Exception {
    String arn = defaultKey();
    assertThat(arn).matches("arn:aws:kms:eu-west-1:111122223333:key/[0-9a-f-]{36}");
    assertThat(defaultKey()).isEqualTo(arn);
    assertThat(new Keys(store, master, clock).keyFor(ACCOUNT, REGION, Optional.empty()))
        .isEqualTo(arn);
  }

  @Test
  void eachAccountAndRegionHasItsOwn() throws Exception {
    Set<String> arns =
        Set.of(
            defaultKey(),
            keys.keyFor(ACCOUNT, new Region("us-east-1"), Optional.empty()),
            keys.keyFor(new AccountId("999988887777"), REGION, Optional.empty()));
    assertThat(arns).hasSize(3);
  }

  @Test
  void manyNodesThatNeedItAtOnceMakeOne() throws Exception {
    List<Callable<String>> nodes =
        IntStream.range(0, 32)
            .<Callable<String>>mapToObj(
                _ -> () -> new Keys(store, master, clock).keyFor(ACCOUNT, REGION, Optional.empty()))
            .toList();
    Set<String> arns = ConcurrentHashMap.newKeySet();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(nodes)) {
        arns.add(answer.get());
      }
    }
    assertThat(arns).hasSize(1);
    assertThat(store.scan("kms-key", "", "", 10)).hasSize(1);
  }

  @Test
  void theDefaultKeyGoesByItsAliasItsIdAndItsArn() throws Exception {
    String arn = defaultKey();
    Set<String> answers =
        java.util.stream.Stream.of(
                "alias/aws/secretsmanager",
                "arn:aws:kms:eu-west-1:111122223333:alias/aws/secretsmanager",
                arn,
                arn.substring(arn.indexOf('/') + 1))
            .map(id -> call(() -> keys.keyFor(ACCOUNT, REGION, Optional.of(id))))
            .collect(Collectors.toSet());
    assertThat(answers).containsExactly(arn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alias/mine",
        "1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws:kms:us-east-1:111122223333:alias/aws/secretsmanager",
        "key/",
        "/"
      })
  void anyOtherKeyIsRefusedByName(String id) {
    assertThatThrownBy(() -> keys.keyFor(ACCOUNT, REGION, Optional.of(id)))
        .isInstanceOf(KeyUnusable.class)
        .hasMessageContaining(id);
  }

  @Test
  void aDataKeyUnwrapsUnderItsContextOnly() throws Exception {
    String arn = defaultKey();
    DataKey dataKey = keys.generate(arn, CONTEXT);
    assertThat(keys.unwrap(arn, dataKey.wrapped(), CONTEXT)).isEqualTo(dataKey.revealClear());
    assertThatThrownBy(() ->
            keys.unwrap(
                arn,
                dataKey.wrapped(),
                Context.of(Map.of("SecretARN", "a", "SecretVersionId", "c"))))
        .isInstanceOf(KeyUnusable.class)
        .hasMessageContaining(arn);
  }

  @Test
  void aDataKeyDoesNotUnwrapUnderAnotherKey() throws Exception {
    String other = keys.keyFor(ACCOUNT, new Region("us-east-1"), Optional.empty());
    DataKey dataKey = keys.generate(defaultKey(), CONTEXT);
    assertThatThrownBy(() -> keys.unwrap(other, dataKey.wrapped(), CONTEXT))
        .isInstanceOf(KeyUnusable.class);
  }

  @Test
  void wrappingAgainKeepsTheDataKey() throws Exception {
    String other = keys.keyFor(ACCOUNT, new Region("us-east-1"), Optional.empty());
    DataKey dataKey = keys.generate(defaultKey(), CONTEXT);
    byte[] again = keys.wrap(other, dataKey.revealClear(), CONTEXT);
    assertThat(keys.unwrap(other, again, CONTEXT)).isEqualTo(dataKey.revealClear());
  }

  @Test
  void anotherMasterKeyOpensNothing() throws Exception {
    String arn = defaultKey();
    DataKey dataKey = keys.generate(arn, CONTEXT);
    Keys wrong = new Keys(store, AesMasterKey.of(AesKey.newMaterial()), clock);
    assertThatThrownBy(() -> wrong.unwrap(arn, dataKey.wrapped(), CONTEXT))
        .isInstanceOf(KeyUnusable.class)
        .hasMessageContaining("master key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:kms:eu-west-1:111122223333:key/none",
        "arn:aws:kms:eu-west-1:111122223333:alias/aws/secretsmanager",
        "nonsense"
      })
  void aKeyThatIsNotThereIsNamed(String arn) {
    assertThatThrownBy(() -> keys.generate(arn, CONTEXT))
        .isInstanceOf(KeyUnusable.class)
        .hasMessageContaining(arn);
  }

  private static <T> T call(Callable<T> callable) {
    try {
      return callable.call();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
